#include "permutation.h"

#include <assert.h>

enum { ROUNDS = 4 };

void
permutation_init(
    struct permutation *p, uint64_t count, uint64_t seed, uint64_t label)
{
	assert(count > 0 && count <= 1ULL << 40);
	unsigned bits = 2;
	while (bits < 40 && 1ULL << bits < count)
		bits += 2;
	*p = (struct permutation){
	    .count = count, .half_bits = bits / 2, .key = {seed, label}};
}

static uint64_t
round_value(const struct permutation *p, unsigned round, uint64_t half)
{
	uint64_t input = (uint64_t)round << 32 | half;
	return siphash(&p->key, &input, sizeof(input)) &
	       ((1ULL << p->half_bits) - 1);
}

static uint64_t
shuffle(const struct permutation *p, uint64_t value)
{
	uint64_t left = value >> p->half_bits;
	uint64_t right = value & ((1ULL << p->half_bits) - 1);

	for (unsigned round = 0; round < ROUNDS; round++) {
		uint64_t next = left ^ round_value(p, round, right);
		left = right;
		right = next;
	}
	return left << p->half_bits | right;
}

uint64_t
permutation_at(const struct permutation *p, uint64_t position)
{
	assert(position < p->count);
	uint64_t value = position;
	do
		value = shuffle(p, value);
	while (value >= p->count);
	return value;
}
