#include "sweep_order.h"

#include <errno.h>
#include <stdlib.h>

#include "base/siphash.h"

enum { LABEL_SWEEP = 0x7377 }; /* no other order is under this key */

static int
by_hash(const void *a, const void *b)
{
	const struct sweep_place *x = a, *y = b;
	if (x->hash != y->hash)
		return (x->hash > y->hash) - (x->hash < y->hash);
	return (x->address > y->address) - (x->address < y->address);
}

int
sweep_order_new(const struct sweep_target *targets,
    const struct sweep_address *addresses, uint32_t count, uint64_t seed,
    struct sweep_place **out)
{
	struct siphash_key key = {seed, LABEL_SWEEP};
	struct sweep_place *order = calloc((size_t)count + 1, sizeof(*order));
	if (order == NULL)
		return -ENOMEM;
	for (uint32_t i = 0; i < count; i++) {
		const struct addr *at = &targets[addresses[i].first].addr;
		order[i] = (struct sweep_place){
		    siphash(&key, at->bytes, sizeof(at->bytes)), i};
	}
	qsort(order, count, sizeof(*order), by_hash);
	*out = order;
	return 0;
}
