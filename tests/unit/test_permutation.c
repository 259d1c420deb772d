#include "permutation_coverage.h"

#include "base/macros.h"
#include "tap.h"

static void
test_coverage(void)
{
	static const struct {
		uint64_t count, shards;
	} rows[] = {{1, 1}, {2, 1}, {3, 1}, {4, 1}, {5, 1}, {17, 1}, {255, 1},
	    {256, 1}, {257, 1}, {65535, 1}, {65536, 1}, {65537, 1},
	    {(1 << 20) + 7, 1}, {10000000, 1}, {1, 3}, {17, 5}, {65537, 2},
	    {65536, 256}, {(1 << 20) + 7, 3}};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		bool good = true;
		unsigned seeds = rows[i].count < 1000 ? 100 : 1;
		for (unsigned seed = 0; seed < seeds; seed++)
			good &=
			    shards_cover(rows[i].count, seed, rows[i].shards);
		char what[64];
		snprintf(what, sizeof(what), "%llu values, %llu shards",
		    (unsigned long long)rows[i].count,
		    (unsigned long long)rows[i].shards);
		ok(good, what);
	}
	ok(samples_differ(1ULL << 40, 100000) &&
		samples_differ((1ULL << 40) - 1, 100000) &&
		samples_differ((1ULL << 39) + 1, 100000),
	    "up to 2^40: all below, none twice");
}

/*
 * Are the distances of values `lag` places apart spread evenly?  Chi-square
 * with 255 degrees of freedom: 255 +- 23; a pattern would make thousands.
 */
static bool
is_scattered(uint64_t count, uint64_t lag)
{
	enum { BUCKETS = 256, PAIRS = 1 << 19, LIMIT = 255 + 5 * 23 };
	static uint32_t buckets[BUCKETS];
	const double expected = (double)PAIRS / BUCKETS;
	struct permutation p;
	double chi_square = 0;
	permutation_init(&p, count, 3, 1);
	for (size_t i = 0; i < BUCKETS; i++)
		buckets[i] = 0;
	for (uint64_t at = 0; at < PAIRS; at++) {
		uint64_t a = permutation_at(&p, at);
		uint64_t b = permutation_at(&p, at + lag);
		buckets[(b + count - a) % count * BUCKETS / count]++;
	}
	for (size_t i = 0; i < BUCKETS; i++)
		chi_square += (buckets[i] - expected) *
			      (buckets[i] - expected) / expected;
	return chi_square < LIMIT;
}

/* How often a value and the next are of one /24. */
static unsigned
neighbours(uint64_t count)
{
	struct permutation p;
	unsigned same = 0;
	permutation_init(&p, count, 5, 1);
	uint64_t before = permutation_at(&p, 0);
	for (uint64_t at = 1; at < count; at++) {
		uint64_t value = permutation_at(&p, at);
		same += before >> 8 == value >> 8;
		before = value;
	}
	return same;
}

static void
test_scatter(void)
{
	static const uint64_t counts[] = {1 << 20, 1000003, 65537 * 16,
	    3702258432, 1ULL << 32, (1ULL << 32) + 15, 1ULL << 40};
	bool next = true, stride = true;
	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		next &= is_scattered(counts[i], 1);
		stride &= is_scattered(counts[i], 7) &&
			  is_scattered(counts[i], 1024) &&
			  is_scattered(counts[i], 65536);
	}
	ok(next, "distances of neighbours are spread evenly");
	ok(stride, "and of neighbours in a shard");
	/* By chance 255 of 2^20, +- 16. */
	unsigned same = neighbours(1 << 20);
	ok(same > 255 - 5 * 16 && same < 255 + 5 * 16,
	    "neighbours are of one /24 as often as by chance");
}

static unsigned
common(uint64_t seed, uint64_t label)
{
	struct permutation a, b;
	unsigned same = 0;
	permutation_init(&a, 1 << 20, 1, 1);
	permutation_init(&b, 1 << 20, seed, label);
	for (uint64_t i = 0; i < 1000; i++)
		same += permutation_at(&a, i) == permutation_at(&b, i);
	return same;
}

int
main(void)
{
	test_coverage();
	test_scatter();
	ok(common(1, 1) == 1000, "the same seed and label, the same order");
	ok(common(2, 1) < 3, "another seed, another order");
	ok(common(1, 2) < 3, "another label, another order");
	return tap_end();
}
