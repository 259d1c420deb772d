#include "sent_chain.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

int
sent_chain_add(struct sent_chain *c, const uint8_t *der, size_t len)
{
	assert(c->count < TLS_CHAIN_MAX);
	uint8_t *place = array_push(&c->bytes, len, 1);
	if (place == NULL)
		return -ENOMEM;
	memcpy(place, der, len);
	c->end[c->count++] = c->bytes.count;
	return 0;
}

const uint8_t *
sent_chain_at(const struct sent_chain *c, unsigned i, size_t *len)
{
	size_t from = i > 0 ? c->end[i - 1] : 0;
	*len = c->end[i] - from;
	return (const uint8_t *)c->bytes.at + from;
}

void
sent_chain_fini(struct sent_chain *c)
{
	array_fini(&c->bytes);
	*c = (struct sent_chain){.count = 0};
}
