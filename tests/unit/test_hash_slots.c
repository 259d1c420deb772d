/* Ids by their hashes while more come; many of one hash; and none. */
#include "resolver/zone/hash_slots.h"

#include "base/hash.h"
#include "tap.h"

enum { MANY = 20000 };

static unsigned equals; /* asked */

static bool
equal(const void *ctx, uint32_t id, const void *key)
{
	(void)ctx;
	equals++;
	return id == *(const uint32_t *)key;
}

static void
check(uint64_t mask, uint32_t count)
{
	struct hash_slots h = {0};
	uint32_t id, found = 0, before = 0, sought = 0;
	ok(!hash_slots_find(&h, 0, equal, NULL, &sought, &id), "none is there");
	equals = 0;
	for (uint32_t i = 0; i < count; i++) {
		uint64_t hash = hash_bytes(&i, sizeof(i)) & mask;
		before += hash_slots_find(&h, hash, equal, NULL, &i, &id);
		if (hash_slots_add(&h, hash, i) < 0)
			return;
	}
	unsigned asked = equals;
	for (uint32_t i = 0; i < count; i++) {
		uint64_t hash = hash_bytes(&i, sizeof(i)) & mask;
		found +=
		    hash_slots_find(&h, hash, equal, NULL, &i, &id) && id == i;
	}
	ok(found == count && before == 0, "each is found once it was added");
	if (mask == UINT64_MAX)
		ok(asked < 4, "and nobody is asked about others");
	ok(hash_slots_memory_bytes(&h) <= 22 * (size_t)count + 8 * 64,
	    "in 21 bytes each");
	hash_slots_fini(&h);
}

int
main(void)
{
	check(UINT64_MAX, MANY);
	check(7, 400);
	return tap_end();
}
