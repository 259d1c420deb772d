/* permutation_coverage.h - is every value there, once?  By a bitmap. */
#ifndef PERMUTATION_COVERAGE_H
#define PERMUTATION_COVERAGE_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "scanner/engine/permutation.h"

enum { BITS = 64, BATCH = 64, HUGE_PAGE = 2 << 20 };

static inline uint64_t *
bitmap_new(uint64_t count)
{
	const size_t pages = count / 8 / HUGE_PAGE + 1;
	void *bits = aligned_alloc(HUGE_PAGE, pages * HUGE_PAGE);
	if (bits == NULL)
		return NULL;
	/* Without, 2^32 values take a third longer. */
	(void)madvise(bits, pages * HUGE_PAGE, MADV_HUGEPAGE);
	return memset(bits, 0, pages * HUGE_PAGE);
}

/* Are the values of `n` places from `at` on not yet in the bitmap? */
static inline bool
takes_new(const struct permutation *p, uint64_t at, uint64_t stride, size_t n,
    uint64_t *seen)
{
	uint64_t values[BATCH];
	bool new = true;
	for (size_t i = 0; i < n; i++) {
		values[i] = permutation_at(p, at + i * stride);
		if (values[i] >= p->count)
			return false;
		__builtin_prefetch(&seen[values[i] / BITS], 1);
	}
	for (size_t i = 0; i < n; i++) {
		uint64_t *word = &seen[values[i] / BITS];
		const uint64_t bit = 1ULL << values[i] % BITS;
		new &= (*word & bit) == 0;
		*word |= bit;
	}
	return new;
}

/* As many places as values, and no value twice: so all come. */
static inline bool
shards_cover(uint64_t count, uint64_t seed, uint64_t shards)
{
	struct permutation p;
	uint64_t *seen = bitmap_new(count);
	if (seen == NULL)
		return false;
	permutation_init(&p, count, seed, 1);
	bool good = true;
	for (uint64_t shard = 0; shard < shards && shard < count; shard++) {
		uint64_t left = (count - shard - 1) / shards + 1;
		uint64_t at = shard;
		while (left > 0 && good) {
			size_t n = left < BATCH ? left : BATCH;
			good = takes_new(&p, at, shards, n, seen);
			at += n * shards;
			left -= n;
		}
	}
	free(seen);
	return good;
}

static inline int
compare_values(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* Of so many positions over the whole of a long order, no value repeats. */
static inline bool
samples_differ(uint64_t count, uint64_t samples)
{
	struct permutation p;
	uint64_t *values = calloc(samples, sizeof(*values));
	if (values == NULL)
		return false;
	permutation_init(&p, count, 1, 1);
	bool good = true;
	for (uint64_t i = 0; i < samples; i++) {
		values[i] = permutation_at(&p, count - 1 - count / samples * i);
		good &= values[i] < count;
	}
	qsort(values, samples, sizeof(*values), compare_values);
	for (uint64_t i = 1; i < samples; i++)
		good &= values[i - 1] != values[i];
	good &= values[0] < count / samples * 30 &&
		values[samples - 1] > count - count / samples * 30;
	free(values);
	return good;
}

#endif
