/*
 * permutation.h - a keyed order of 0..N-1 in which one integer is the place.
 *
 * A Feistel network over the next even number of bits, walked until it lands
 * below N (Black and Rogaway, 2002: cycle walking).  Every value comes once,
 * so a shard is a stride of positions and resuming is a counter.
 */
#ifndef PERMUTATION_H
#define PERMUTATION_H

#include <stdint.h>

#include "base/siphash.h"

struct permutation {
	uint64_t count;     /* N: 1 to 2^40 */
	unsigned half_bits; /* of each side of the network */
	struct siphash_key key;
};

/* `seed` decides the order; `label` keeps the orders of two uses apart. */
void permutation_init(
    struct permutation *p, uint64_t count, uint64_t seed, uint64_t label);

/* The value at `position`, which is below count. */
uint64_t permutation_at(const struct permutation *p, uint64_t position);

#endif
