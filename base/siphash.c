#include "base/siphash.h"

/* Up to 7 bytes: a memcpy() of so many would be a call. */
static uint64_t
load_tail(const uint8_t *at, size_t len)
{
	uint64_t tail = 0;
	unsigned bits = 0;
	if ((len & 4) != 0) {
		tail = siphash_load(at, 4);
		at += 4;
		bits = 32;
	}
	if ((len & 2) != 0) {
		tail |= siphash_load(at, 2) << bits;
		at += 2;
		bits += 16;
	}
	if ((len & 1) != 0)
		tail |= (uint64_t)*at << bits;
	return tail;
}

uint64_t
siphash(const struct siphash_key *key, const void *bytes, size_t len)
{
	struct siphash_state s = siphash_begin(key);
	const uint8_t *at = bytes;
	size_t left = len;

	for (; left >= 8; left -= 8, at += 8)
		siphash_absorb(&s, siphash_load(at, 8));
	return siphash_end(&s, load_tail(at, left), len);
}
