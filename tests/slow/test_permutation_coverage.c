/*
 * Every IPv4 address comes once, whatever shard it is of: minutes, and 512 MB.
 * With an argument a range that is longer than 32 bits is walked as well.
 */
#include "tests/unit/permutation_coverage.h"

#include "tests/unit/tap.h"

int
main(int argc, char *argv[])
{
	(void)argv;
	setvbuf(stdout, NULL, _IOLBF, 0);
	ok(samples_differ(1ULL << 40, 10000000), "2^40, 10^7 samples");
	ok(samples_differ((1ULL << 40) - 1, 10000000), "2^40 - 1, the same");
	ok(samples_differ((1ULL << 39) + 1, 10000000), "2^39 + 1, the same");
	ok(shards_cover(1ULL << 32, 1, 7), "2^32 values, in 7 shards");
	if (argc > 1)
		ok(shards_cover((1ULL << 32) + 15, 2, 7),
		    "2^32 + 15, the same");
	printf("%d passed, %d failed\n", tap_count - tap_failed, tap_failed);
	return tap_end();
}
