/* In which order addresses are swept: who comes or goes moves nobody else. */
#include "scanner/smtp/sweep_order.h"

#include <stdlib.h>
#include <string.h>

#include "tap.h"

enum { ALL = 500 };

struct swept {
	struct sweep_target targets[ALL];
	struct sweep_address addresses[ALL];
	struct sweep_place *order;
	uint32_t count;
};

/* The addresses from `first` to before `end`. */
static void
order(struct swept *s, uint32_t first, uint32_t end, uint64_t seed)
{
	*s = (struct swept){.count = end - first};
	for (uint32_t i = 0; i < s->count; i++) {
		uint32_t n = first + i;
		s->targets[i].addr = addr_from_v4(
		    (uint8_t[]){192, 0, (uint8_t)(n >> 8), (uint8_t)n});
		s->addresses[i].first = i;
	}
	if (sweep_order_new(
		s->targets, s->addresses, s->count, seed, &s->order) < 0)
		abort();
}

static const struct addr *
at(const struct swept *s, uint32_t i)
{
	return &s->targets[s->addresses[s->order[i].address].first].addr;
}

static bool
has(const struct swept *s, const struct addr *a)
{
	for (uint32_t i = 0; i < s->count; i++)
		if (addr_equal(&s->targets[i].addr, a))
			return true;
	return false;
}

/* Those that both have come in the same order. */
static bool
same(const struct swept *a, const struct swept *b)
{
	uint32_t k = 0;
	for (uint32_t i = 0; i < a->count; i++) {
		if (!has(b, at(a, i)))
			continue;
		while (k < b->count && !has(a, at(b, k)))
			k++;
		if (k == b->count || !addr_equal(at(a, i), at(b, k++)))
			return false;
	}
	return true;
}

static bool
each_once(const struct swept *s)
{
	bool seen[ALL] = {false};
	for (uint32_t i = 0; i < s->count; i++) {
		if (seen[s->order[i].address])
			return false;
		seen[s->order[i].address] = true;
	}
	return true;
}

int
main(void)
{
	static struct swept one, next, other, none;
	order(&one, 0, ALL - 20, 7);
	order(&next, 10, ALL, 7);
	order(&other, 0, ALL - 20, 8);
	order(&none, 0, 0, 7);
	ok(each_once(&one) && each_once(&next) && none.order != NULL,
	    "each address once");
	ok(same(&one, &next), "some came and some went, and all others stay");
	ok(!same(&one, &other), "another seed is another order");
	free(one.order);
	free(next.order);
	free(other.order);
	free(none.order);
	return tap_end();
}
