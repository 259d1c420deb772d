#include "sweep_window.h"

#include <errno.h>
#include <stdlib.h>

int
sweep_window_init(struct sweep_window *w, const struct sweep_round *round,
    uint64_t seed, uint32_t max, uint32_t spare)
{
	*w = (struct sweep_window){.max = max, .round = round};
	w->at = calloc((size_t)max + spare, sizeof(struct sweep_address *));
	if (w->at == NULL)
		return -ENOMEM;
	int rc = sweep_order_new(round->targets, round->addresses,
	    round->address_count, seed, &w->order);
	if (rc < 0)
		free(w->at);
	return rc;
}

void
sweep_window_fini(struct sweep_window *w)
{
	free(w->order);
	free(w->at);
}

void
sweep_window_fill(struct sweep_window *w)
{
	const struct sweep_round *r = w->round;
	while (w->count < w->max && w->taken < r->address_count)
		w->at[w->count++] = &r->addresses[w->order[w->taken++].address];
}

bool
sweep_window_is_empty(const struct sweep_window *w)
{
	return w->count == 0 && w->taken == w->round->address_count;
}
