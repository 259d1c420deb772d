#include "sweep_round.h"

#include <errno.h>
#include <stdlib.h>

/* What rounds of before learnt of its addresses. */
static void
inherit(const struct sweep_round *r)
{
	for (uint32_t i = 0; i < r->address_count; i++) {
		struct sweep_address *a = &r->addresses[i];
		const struct addr *at = &r->targets[a->first].addr;
		const struct sweep_address *earlier = NULL;
		for (const struct sweep_round *b = r->before;
		     b != NULL && earlier == NULL; b = b->before)
			earlier = sweep_round_find(b, at);
		if (earlier == NULL)
			continue;
		a->memory = earlier->memory;
		a->due_ns = earlier->due_ns;
	}
}

int
sweep_round_new(
    struct array *targets, struct sweep_round *before, struct sweep_round **out)
{
	struct sweep_round *r = calloc(1, sizeof(*r));
	if (r == NULL)
		return -ENOMEM;
	int rc = sweep_addresses_new(targets->at, (uint32_t)targets->count,
	    &r->addresses, &r->address_count);
	if (rc < 0) {
		free(r);
		return rc;
	}
	r->targets = targets->at;
	*targets = (struct array){0};
	r->number = before != NULL ? before->number + 1 : 0;
	r->before = before;
	inherit(r);
	*out = r;
	return 0;
}

void
sweep_round_free(struct sweep_round *r)
{
	while (r != NULL) {
		struct sweep_round *before = r->before;
		for (uint32_t i = 0; i < r->address_count; i++)
			sweep_address_drop_refused(&r->addresses[i]);
		free(r->addresses);
		free(r->targets);
		free(r);
		r = before;
	}
}

struct sweep_address *
sweep_round_find(const struct sweep_round *r, const struct addr *at)
{
	return sweep_address_find(
	    r->targets, r->addresses, r->address_count, at);
}
