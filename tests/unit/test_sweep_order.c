/* In which order addresses are swept: who comes or goes moves nobody else. */
#include "scanner/smtp/sweep_order.h"

#include <stdlib.h>

#include "base/siphash.h"
#include "tap.h"

enum { ALL = 5000, SWEEP_LABEL = 0x7377 };

struct swept {
	struct sweep_targets targets;
	uint32_t *order;
	uint32_t count;
};

/* The addresses from `first` to before `end`, with a name or two. */
static void
order(struct swept *s, uint32_t first, uint32_t end, uint64_t seed)
{
	*s = (struct swept){.count = end - first};
	for (uint32_t n = first; n < end; n++) {
		struct sweep_target t = {
		    .addr = addr_from_v4(
			(uint8_t[]){192, 0, (uint8_t)(n >> 8), (uint8_t)n})};
		for (; t.host < 1 + n % 2; t.host++)
			if (sweep_targets_add(&s->targets, &t) < 0)
				abort();
	}
	sweep_targets_seal(&s->targets);
	if (sweep_order_new(&s->targets, s->count, seed, &s->order) < 0)
		abort();
}

static void
swept_fini(struct swept *s)
{
	free(s->order);
	sweep_targets_fini(&s->targets);
}

static struct addr
at(const struct swept *s, uint32_t i)
{
	return sweep_targets_addr(&s->targets, s->order[i]);
}

static bool
has(const struct swept *s, const struct addr *a)
{
	uint32_t first;
	return sweep_targets_find(&s->targets, a, &first);
}

/* The next one from `i` on that the other has, too. */
static uint32_t
next_common(const struct swept *s, const struct swept *other, uint32_t i)
{
	for (; i < s->count; i++) {
		struct addr a = at(s, i);
		if (has(other, &a))
			break;
	}
	return i;
}

/* Those that both have come in the same order. */
static bool
same(const struct swept *a, const struct swept *b)
{
	uint32_t i = next_common(a, b, 0), k = next_common(b, a, 0);
	while (i < a->count && k < b->count) {
		struct addr x = at(a, i), y = at(b, k);
		if (!addr_equal(&x, &y))
			return false;
		i = next_common(a, b, i + 1);
		k = next_common(b, a, k + 1);
	}
	return i == a->count && k == b->count;
}

static bool
each_once(const struct swept *s)
{
	static bool seen[2 * ALL];
	for (uint32_t i = 0; i < 2 * ALL; i++)
		seen[i] = false;
	for (uint32_t i = 0; i < s->count; i++) {
		if (seen[s->order[i]] ||
		    !sweep_targets_is_first(&s->targets, s->order[i]))
			return false;
		seen[s->order[i]] = true;
	}
	return true;
}

static bool
by_hash(const struct swept *s, uint64_t seed)
{
	const struct siphash_key key = {seed, SWEEP_LABEL};
	uint64_t before = 0;
	for (uint32_t i = 0; i < s->count; i++) {
		struct addr a = at(s, i);
		uint64_t hash = siphash(&key, a.bytes, sizeof(a.bytes));
		if (hash < before)
			return false;
		before = hash;
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
	ok(by_hash(&one, 7) && by_hash(&other, 8), "by its hash");
	ok(same(&one, &next), "some came and some went, and all others stay");
	ok(!same(&one, &other), "another seed is another order");
	swept_fini(&one);
	swept_fini(&next);
	swept_fini(&other);
	swept_fini(&none);
	return tap_end();
}
