/* Every IPv4 address comes once: minutes, and 512 MB. */
#include "tests/unit/permutation_coverage.h"

#include "tests/unit/tap.h"

int
main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	ok(samples_differ(1ULL << 40, 10000000), "2^40, 10^7 samples");
	ok(samples_differ((1ULL << 40) - 1, 10000000), "2^40 - 1, the same");
	ok(samples_differ((1ULL << 39) + 1, 10000000), "2^39 + 1, the same");
	ok(shards_cover(1ULL << 32, 1, 1), "2^32 values");
	ok(shards_cover((1ULL << 32) + 15, 2, 7), "2^32 + 15, in 7 shards");
	printf("%d passed, %d failed\n", tap_count - tap_failed, tap_failed);
	return tap_end();
}
