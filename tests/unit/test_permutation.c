#include "scanner/permutation.h"

#include <stdlib.h>

#include "tap.h"

/* Every value below count comes exactly once. */
static bool
covers(uint64_t count, uint64_t seed)
{
	struct permutation p;
	permutation_init(&p, count, seed, 1);
	uint8_t *seen = calloc(count, 1);
	if (seen == NULL)
		return false;
	bool good = true;
	for (uint64_t i = 0; i < count && good; i++) {
		uint64_t value = permutation_at(&p, i);
		good = value < count && !seen[value];
		if (good)
			seen[value] = 1;
	}
	free(seen);
	return good;
}

int
main(void)
{
	static const uint64_t counts[] = {
	    1, 2, 3, 4, 5, 16, 17, 255, 1000, 65536, 65537, 1000003};
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		char what[64];
		snprintf(what, sizeof(what), "0..%llu-1, each once",
		    (unsigned long long)counts[i]);
		ok(covers(counts[i], 7), what);
	}

	struct permutation a, b;
	permutation_init(&a, 1ULL << 40, 1, 1);
	permutation_init(&b, 1ULL << 40, 2, 1);
	unsigned same = 0;
	for (uint64_t i = 0; i < 1000; i++)
		same += permutation_at(&a, i) == permutation_at(&b, i);
	ok(same < 3, "another seed, another order");
	return tap_end();
}
