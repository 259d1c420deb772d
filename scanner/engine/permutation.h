/*
 * permutation.h - a keyed order of 0..N-1 in which one integer is the place.
 *
 * An unbalanced Feistel network over rows of 2^k values, less than 2N in
 * all, walked until it lands below N (Black and Rogaway, 2002: cycle
 * walking).  Every value comes once, so a shard is a stride of positions and
 * resuming is a counter.  It scatters neighbours over the whole range, and
 * it is no secret: who sees enough values may foretell the next.
 */
#ifndef PERMUTATION_H
#define PERMUTATION_H

#include <stdint.h>

enum { PERMUTATION_ROUNDS = 5 };

struct permutation {
	uint64_t count;       /* N: 1 to 2^40 */
	uint64_t rows;        /* of 2^column_bits values */
	unsigned column_bits; /* half of what N - 1 needs */
	struct permutation_key {
		uint64_t factor, offset;
	} keys[PERMUTATION_ROUNDS];
};

/* `seed` decides the order; `label` keeps the orders of two uses apart. */
void permutation_init(
    struct permutation *p, uint64_t count, uint64_t seed, uint64_t label);

/* The value at `position`, which is below count. */
uint64_t permutation_at(const struct permutation *p, uint64_t position);

#endif
