#include "sweep_address.h"

#include <errno.h>
#include <stdlib.h>

static int
by_address_then_host(const void *a, const void *b)
{
	const struct sweep_target *p = a, *q = b;
	int order = addr_compare(&p->addr, &q->addr);
	if (order != 0)
		return order;
	return p->host < q->host ? -1 : p->host > q->host;
}

int
sweep_addresses_new(struct sweep_target *targets, uint32_t count,
    struct sweep_address **out, uint32_t *out_count)
{
	*out = NULL;
	*out_count = 0;
	if (count == 0)
		return 0;
	qsort(targets, count, sizeof(*targets), by_address_then_host);
	struct sweep_address *addresses = calloc(count, sizeof(*addresses));
	if (addresses == NULL)
		return -ENOMEM;
	for (uint32_t i = 0; i < count; i++) {
		struct sweep_address *last = &addresses[*out_count];
		if (i > 0 &&
		    addr_equal(&targets[i].addr, &targets[i - 1].addr)) {
			last[-1].count++;
			continue;
		}
		last->first = i;
		last->again = targets[i].again;
		last->twin = targets[i].twin;
		last->count = 1;
		++*out_count;
	}
	*out = addresses;
	return 0;
}

struct sweep_address *
sweep_address_find(const struct sweep_target *targets,
    struct sweep_address *addresses, uint32_t count, const struct addr *at)
{
	uint32_t low = 0, high = count;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		struct sweep_address *a = &addresses[mid];
		int order = addr_compare(&targets[a->first].addr, at);
		if (order == 0)
			return a;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

void
sweep_address_drop_refused(struct sweep_address *a)
{
	if (a->refused == NULL)
		return;
	smtp_result_fini(a->refused);
	free(a->refused);
	a->refused = NULL;
}
