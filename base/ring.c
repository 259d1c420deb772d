#include "base/ring.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

int
ring_init(struct ring *r, size_t slots)
{
	assert(slots > 0 && (slots & (slots - 1)) == 0);
	void **slot = calloc(slots, sizeof(*slot));
	if (slot == NULL)
		return -ENOMEM;
	r->slot = slot;
	r->mask = slots - 1;
	atomic_init(&r->head, 0);
	atomic_init(&r->tail, 0);
	return 0;
}

void
ring_fini(struct ring *r)
{
	free(r->slot);
	r->slot = NULL;
}
