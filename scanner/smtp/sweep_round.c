#include "sweep_round.h"

#include <errno.h>
#include <stdlib.h>

static const struct sweep_note *
note_before(const struct sweep_round *before, const struct addr *at)
{
	uint32_t first;
	for (const struct sweep_round *b = before; b != NULL; b = b->before)
		if (sweep_targets_find(&b->targets, at, &first))
			return &b->notes[first];
	return NULL;
}

/* What rounds of before learnt of its addresses. */
static void
inherit(const struct sweep_round *r)
{
	uint32_t count = sweep_targets_count(&r->targets);
	for (uint32_t i = 0; r->before != NULL && i < count; i++) {
		if (!sweep_targets_is_first(&r->targets, i))
			continue;
		struct addr at = sweep_targets_addr(&r->targets, i);
		const struct sweep_note *earlier = note_before(r->before, &at);
		if (earlier != NULL)
			sweep_note_copy(&r->notes[i], earlier);
	}
}

static uint32_t
count_addresses(const struct sweep_targets *t)
{
	uint32_t n = 0;
	for (uint32_t i = 0; i < sweep_targets_count(t); i++)
		n += sweep_targets_is_first(t, i);
	return n;
}

int
sweep_round_new(struct sweep_targets *targets, struct sweep_round *before,
    struct sweep_round **out)
{
	struct sweep_round *r = calloc(1, sizeof(*r));
	if (r == NULL)
		return -ENOMEM;
	sweep_targets_seal(targets);
	/* One more, so that there is something. */
	r->notes =
	    calloc((size_t)sweep_targets_count(targets) + 1, sizeof(*r->notes));
	if (r->notes == NULL) {
		free(r);
		return -ENOMEM;
	}
	r->targets = *targets;
	*targets = (struct sweep_targets){0};
	r->address_count = count_addresses(&r->targets);
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
		sweep_targets_fini(&r->targets);
		free(r->notes);
		free(r);
		r = before;
	}
}
