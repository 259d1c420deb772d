#include "base/ring.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "base/clock.h"

enum ring_sleep {
	RING_AWAKE,
	RING_ASLEEP,
	RING_WOKEN, /* the next wait is over before it begins */
};

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
	atomic_init(&r->sleep, RING_AWAKE);
	return 0;
}

void
ring_fini(struct ring *r)
{
	free(r->slot);
	r->slot = NULL;
}

void
ring_wait(struct ring *r, int64_t until_ns)
{
	int awake = RING_AWAKE;
	if (atomic_compare_exchange_strong(&r->sleep, &awake, RING_ASLEEP))
		clock_sleep_while(&r->sleep, RING_ASLEEP, until_ns);
	/* An exchange: what was pushed before a late ring_wake() is seen. */
	(void)atomic_exchange(&r->sleep, RING_AWAKE);
}

void
ring_wake(struct ring *r)
{
	if (atomic_exchange(&r->sleep, RING_WOKEN) == RING_ASLEEP)
		clock_wake(&r->sleep);
}
