#include "sweep_order.h"

#include <errno.h>
#include <stdlib.h>

#include "base/siphash.h"

enum {
	LABEL_SWEEP = 0x7377, /* no other order is under this key */
	EACH = 128,           /* addresses that share the first bits, about */
	BITS_MAX = 24,
};

/* Hashes are made three times, so that none is kept for all. */
struct sorting {
	const struct sweep_targets *targets;
	struct siphash_key key;
	unsigned shift;  /* the bits of a hash before it are a bucket's */
	uint32_t *end;   /* of each bucket, into the order */
	uint32_t *order; /* first targets */
};

struct place {
	uint64_t hash;
	uint32_t first;
};

static int
by_hash(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	if (x->hash != y->hash)
		return (x->hash > y->hash) - (x->hash < y->hash);
	return (x->first > y->first) - (x->first < y->first);
}

static uint64_t
hash_of(const struct sorting *s, uint32_t first)
{
	struct addr at = sweep_targets_addr(s->targets, first);
	return siphash(&s->key, at.bytes, sizeof(at.bytes));
}

static uint32_t *
bucket_of(const struct sorting *s, uint32_t first)
{
	return &s->end[hash_of(s, first) >> s->shift];
}

/* Gives the size of the largest one. */
static uint32_t
fill_buckets(const struct sorting *s, size_t buckets)
{
	uint32_t count = sweep_targets_count(s->targets), most = 0, begin = 0;
	for (uint32_t i = 0; i < count; i++)
		if (sweep_targets_is_first(s->targets, i))
			++*bucket_of(s, i);
	for (size_t b = 0; b < buckets; b++) {
		uint32_t size = s->end[b];
		most = size > most ? size : most;
		s->end[b] = begin;
		begin += size;
	}
	for (uint32_t i = 0; i < count; i++)
		if (sweep_targets_is_first(s->targets, i))
			s->order[(*bucket_of(s, i))++] = i;
	return most;
}

static int
sort_buckets(const struct sorting *s, size_t buckets, uint32_t most)
{
	struct place *places = calloc((size_t)most + 1, sizeof(*places));
	uint32_t begin = 0;
	if (places == NULL)
		return -ENOMEM;
	for (size_t b = 0; b < buckets; b++) {
		uint32_t size = s->end[b] - begin, *order = s->order + begin;
		for (uint32_t i = 0; i < size; i++)
			places[i] =
			    (struct place){hash_of(s, order[i]), order[i]};
		qsort(places, size, sizeof(*places), by_hash);
		for (uint32_t i = 0; i < size; i++)
			order[i] = places[i].first;
		begin = s->end[b];
	}
	free(places);
	return 0;
}

int
sweep_order_new(const struct sweep_targets *targets, uint32_t count,
    uint64_t seed, uint32_t **out)
{
	unsigned bits = 1;
	while (bits < BITS_MAX && (uint64_t)EACH << bits < count)
		bits++;
	size_t buckets = (size_t)1 << bits;
	struct sorting s = {
	    .targets = targets,
	    .key = {seed, LABEL_SWEEP},
	    .shift = 64 - bits,
	    .end = calloc(buckets, sizeof(*s.end)),
	    .order = calloc((size_t)count + 1, sizeof(*s.order)),
	};
	int rc = -ENOMEM;
	if (s.end != NULL && s.order != NULL)
		rc = sort_buckets(&s, buckets, fill_buckets(&s, buckets));
	free(s.end);
	if (rc < 0)
		free(s.order);
	else
		*out = s.order;
	return rc;
}
