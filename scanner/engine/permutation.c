#include "permutation.h"

#include <assert.h>

#include "base/siphash.h"

#define COUNT_MAX (1ULL << 40)
#define GOLDEN    0x9e3779b97f4a7c15ULL /* 2^64 / 1.618..., odd */

void
permutation_init(
    struct permutation *p, uint64_t count, uint64_t seed, uint64_t label)
{
	assert(count > 0 && count <= COUNT_MAX);
	unsigned bits = 0;
	while (1ULL << bits < count)
		bits++;
	*p = (struct permutation){
	    .count = count,
	    .rows = ((count - 1) >> bits / 2) + 1,
	    .column_bits = bits / 2,
	};
	const struct siphash_key key = {seed, label};
	for (uint64_t i = 0; i < PERMUTATION_ROUNDS; i++) {
		const uint64_t factor = 2 * i, offset = 2 * i + 1;
		p->keys[i] = (struct permutation_key){
		    .factor = siphash(&key, &factor, sizeof(factor)) | 1,
		    .offset = siphash(&key, &offset, sizeof(offset)),
		};
	}
}

/*
 * 32 bits of a half.  SipHash here cost 94 ns a value, this costs 12; with
 * one multiplication only, the distances of neighbours have a pattern.
 */
static inline uint64_t
mix(const struct permutation_key *key, uint64_t half)
{
	uint64_t x = half * key->factor + key->offset;
	x ^= x >> 32;
	return x * GOLDEN >> 32;
}

/*
 * Rows need not be a power of two: they are shifted round, modulo their
 * number, which a product and a comparison find without a division.
 */
static inline uint64_t
next_row(
    const struct permutation *p, unsigned round, uint64_t row, uint64_t column)
{
	row += mix(&p->keys[round], column) * p->rows >> 32;
	return row < p->rows ? row : row - p->rows;
}

static inline uint64_t
next_column(
    const struct permutation *p, unsigned round, uint64_t row, uint64_t column)
{
	const uint64_t mask = (1ULL << p->column_bits) - 1;
	return column ^ (mix(&p->keys[round], row) & mask);
}

/* After four rounds, the distances of places one row apart have a pattern. */
static inline uint64_t
shuffle(const struct permutation *p, uint64_t value)
{
	uint64_t row = value >> p->column_bits;
	uint64_t column = value ^ row << p->column_bits;

	row = next_row(p, 0, row, column);
	column = next_column(p, 1, row, column);
	row = next_row(p, 2, row, column);
	column = next_column(p, 3, row, column);
	row = next_row(p, 4, row, column);
	return row << p->column_bits | column;
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
