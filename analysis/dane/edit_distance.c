#include "edit_distance.h"

#include <assert.h>

/*
 * G. Myers, J. ACM 46 (1999): a column of the table of distances as the bits
 * of its differences, one for each digit of the digest, 128 at most.  Row by
 * row it is 128 steps a digit, and a stranger's data has 131,000 digits.
 */
__extension__ typedef unsigned __int128 column;

struct differences {
	column up, down; /* by one, from a digit of the digest to the next */
	column last;     /* the bit of its last digit */
	size_t distance; /* of the whole digest, to what was read so far */
};

static unsigned
digit(const uint8_t *bytes, size_t i)
{
	return i % 2 == 0 ? bytes[i / 2] >> 4 : bytes[i / 2] & 0xfu;
}

/* One more digit of the data, which stands in the digest where `same` says. */
static void
step(struct differences *d, column same)
{
	column diagonal = (((same & d->up) + d->up) ^ d->up) | same | d->down;
	column right_up = d->down | ~(diagonal | d->up);
	column right_down = d->up & diagonal;
	column straight = same | d->down;
	d->distance += (right_up & d->last) != 0;
	d->distance -= (right_down & d->last) != 0;
	right_up = right_up << 1 | 1; /* nothing of the digest yet */
	right_down <<= 1;
	d->up = right_down | ~(straight | right_up);
	d->down = right_up & straight;
}

size_t
edit_distance(const uint8_t *digest, size_t digest_len, const uint8_t *data,
    size_t data_len)
{
	column where[16] = {0};
	assert(digest_len > 0 && digest_len <= EDIT_DIGEST_MAX);
	for (size_t i = 0; i < 2 * digest_len; i++)
		where[digit(digest, i)] |= (column)1 << i;
	struct differences d = {
	    .up = ~(column)0,
	    .last = (column)1 << (2 * digest_len - 1),
	    .distance = 2 * digest_len,
	};
	for (size_t i = 0; i < 2 * data_len; i++)
		step(&d, where[digit(data, i)]);
	return d.distance;
}
