#include "sweep_targets.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

/* Who stands there: the host, and in the last bits what is left of it. */
enum { WHOLE, AGAIN, TWIN, WHO_BITS = 2 };

struct target_v4 {
	uint32_t addr; /* as a number */
	atomic_uint who;
};

struct target_v6 {
	struct addr addr;
	atomic_uint who;
};

static uint32_t
number_of(const struct addr *a)
{
	const uint8_t *b = addr_v4_bytes(a);
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
	       (uint32_t)b[2] << 8 | b[3];
}

static struct addr
addr_of(uint32_t number)
{
	return addr_from_v4((uint8_t[]){(uint8_t)(number >> 24),
	    (uint8_t)(number >> 16), (uint8_t)(number >> 8), (uint8_t)number});
}

static struct target_v4 *
v4_at(const struct sweep_targets *t, uint32_t i)
{
	return (struct target_v4 *)t->v4.at + i;
}

static struct target_v6 *
v6_at(const struct sweep_targets *t, uint32_t i)
{
	return (struct target_v6 *)t->v6.at + (i - t->v4.count);
}

static bool
is_v4(const struct sweep_targets *t, uint32_t i)
{
	return i < t->v4.count;
}

static atomic_uint *
who_at(const struct sweep_targets *t, uint32_t i)
{
	return is_v4(t, i) ? &v4_at(t, i)->who : &v6_at(t, i)->who;
}

int
sweep_targets_add(struct sweep_targets *t, const struct sweep_target *what)
{
	uint32_t left = what->again ? AGAIN
			: what->twin == LEAF_KEY_ANY
			    ? WHOLE
			    : TWIN + what->twin - LEAF_KEY_RSA;
	uint32_t who = what->host << WHO_BITS | left;
	if (addr_is_v4(&what->addr)) {
		struct target_v4 *v4 = array_push(&t->v4, 1, sizeof(*v4));
		if (v4 == NULL)
			return -ENOMEM;
		*v4 = (struct target_v4){number_of(&what->addr), who};
		return 0;
	}
	struct target_v6 *v6 = array_push(&t->v6, 1, sizeof(*v6));
	if (v6 == NULL)
		return -ENOMEM;
	*v6 = (struct target_v6){what->addr, who};
	return 0;
}

static int
by_v4(const void *a, const void *b)
{
	const struct target_v4 *x = a, *y = b;
	if (x->addr != y->addr)
		return x->addr < y->addr ? -1 : 1;
	return (x->who > y->who) - (x->who < y->who);
}

static int
by_v6(const void *a, const void *b)
{
	const struct target_v6 *x = a, *y = b;
	int order = addr_compare(&x->addr, &y->addr);
	return order != 0 ? order : (x->who > y->who) - (x->who < y->who);
}

void
sweep_targets_seal(struct sweep_targets *t)
{
	if (t->v4.count > 0) {
		qsort(t->v4.at, t->v4.count, sizeof(struct target_v4), by_v4);
		array_shrink(&t->v4, sizeof(struct target_v4));
	}
	if (t->v6.count > 0) {
		qsort(t->v6.at, t->v6.count, sizeof(struct target_v6), by_v6);
		array_shrink(&t->v6, sizeof(struct target_v6));
	}
}

uint32_t
sweep_targets_count(const struct sweep_targets *t)
{
	return (uint32_t)(t->v4.count + t->v6.count);
}

struct addr
sweep_targets_addr(const struct sweep_targets *t, uint32_t i)
{
	return is_v4(t, i) ? addr_of(v4_at(t, i)->addr) : v6_at(t, i)->addr;
}

struct sweep_target
sweep_targets_at(const struct sweep_targets *t, uint32_t i)
{
	unsigned who = atomic_load(who_at(t, i));
	unsigned left = who & ((1u << WHO_BITS) - 1);
	return (struct sweep_target){.addr = sweep_targets_addr(t, i),
	    .host = who >> WHO_BITS,
	    .again = left == AGAIN,
	    .twin = left < TWIN ? LEAF_KEY_ANY
				: (enum leaf_key)(left - TWIN + LEAF_KEY_RSA)};
}

bool
sweep_targets_is_first(const struct sweep_targets *t, uint32_t i)
{
	return i == 0 || !sweep_targets_has_next(t, i - 1);
}

bool
sweep_targets_has_next(const struct sweep_targets *t, uint32_t i)
{
	uint32_t next = i + 1;
	if (next == sweep_targets_count(t) || is_v4(t, i) != is_v4(t, next))
		return false;
	return is_v4(t, i)
		   ? v4_at(t, i)->addr == v4_at(t, next)->addr
		   : addr_equal(&v6_at(t, i)->addr, &v6_at(t, next)->addr);
}

void
sweep_targets_swap(struct sweep_targets *t, uint32_t i, uint32_t k)
{
	unsigned who = atomic_exchange(who_at(t, i), atomic_load(who_at(t, k)));
	atomic_store(who_at(t, k), who);
}

static int
compare(const struct sweep_targets *t, uint32_t i, const struct addr *at)
{
	if (!is_v4(t, i))
		return addr_compare(&v6_at(t, i)->addr, at);
	uint32_t there = v4_at(t, i)->addr, wanted = number_of(at);
	return (there > wanted) - (there < wanted);
}

bool
sweep_targets_find(
    const struct sweep_targets *t, const struct addr *at, uint32_t *first)
{
	bool v4 = addr_is_v4(at);
	uint32_t low = v4 ? 0 : (uint32_t)t->v4.count;
	uint32_t end = v4 ? (uint32_t)t->v4.count : sweep_targets_count(t);
	uint32_t high = end;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		if (compare(t, mid, at) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	*first = low;
	return low < end && compare(t, low, at) == 0;
}

void
sweep_targets_fini(struct sweep_targets *t)
{
	array_fini(&t->v4);
	array_fini(&t->v6);
}
