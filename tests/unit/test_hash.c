#include "base/hash.h"

#include <stdint.h>

#include "tap.h"

int
main(void)
{
	const struct siphash_key key = {1, 2};
	uint64_t before = hash_bytes("name", 4);

	ok(hash_bytes("name", 4) == before, "one key for the whole process");
	ok(hash_bytes("nam", 3) != before, "other bytes, another hash");
	hash_set_key(&key);
	ok(hash_bytes("name", 4) == siphash(&key, "name", 4) &&
		hash_bytes("name", 4) != before,
	    "or the key that was set");
	return tap_end();
}
