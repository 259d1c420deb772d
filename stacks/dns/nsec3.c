#include "dns/nsec3.h"

#include <stddef.h>
#include <string.h>

#include <openssl/evp.h>

/* A digit of base 32 with extended hex; -1: none. */
static int
digit_of(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'v' ? c - 'a' + 10 : -1;
}

bool
nsec3_owner_hash(const struct dns_name *owner, uint8_t out[NSEC3_HASH_BYTES])
{
	enum { CHARS = 32 };
	unsigned bits = 0, have = 0;
	size_t n = 0;
	if (owner->wire[0] != CHARS)
		return false;
	for (size_t i = 1; i <= CHARS; i++) {
		int digit = digit_of(owner->wire[i]);
		if (digit < 0)
			return false;
		bits = (bits << 5 | (unsigned)digit) & 0xfff;
		have += 5;
		if (have >= 8) {
			have -= 8;
			out[n++] = (uint8_t)(bits >> have);
		}
	}
	return true;
}

static bool
hash_once(EVP_MD_CTX *ctx, const uint8_t *bytes, size_t len, struct wire salt,
    uint8_t out[NSEC3_HASH_BYTES])
{
	return EVP_DigestInit_ex(ctx, EVP_sha1(), NULL) == 1 &&
	       EVP_DigestUpdate(ctx, bytes, len) == 1 &&
	       EVP_DigestUpdate(ctx, salt.at, wire_left(&salt)) == 1 &&
	       EVP_DigestFinal_ex(ctx, out, NULL) == 1;
}

/* Over the wire form in lower case, which names have here anyway. */
bool
nsec3_hash(const struct dns_name *name, struct wire salt, uint16_t iterations,
    uint8_t out[NSEC3_HASH_BYTES])
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool good =
	    ctx != NULL && hash_once(ctx, name->wire, name->len, salt, out);
	for (unsigned i = 0; good && i < iterations; i++)
		good = hash_once(ctx, out, NSEC3_HASH_BYTES, salt, out);
	EVP_MD_CTX_free(ctx);
	return good;
}

bool
nsec3_between(const uint8_t owner[NSEC3_HASH_BYTES],
    const uint8_t next[NSEC3_HASH_BYTES], const uint8_t hash[NSEC3_HASH_BYTES])
{
	bool behind = memcmp(owner, hash, NSEC3_HASH_BYTES) < 0;
	bool ahead = memcmp(hash, next, NSEC3_HASH_BYTES) < 0;
	if (memcmp(owner, next, NSEC3_HASH_BYTES) < 0)
		return behind && ahead;
	/* The last one wraps; a single one covers all but itself. */
	return (behind || ahead) && memcmp(owner, hash, NSEC3_HASH_BYTES) != 0;
}

bool
nsec3_is_same_salt(struct wire a, struct wire b)
{
	size_t len = wire_left(&a);

	return len == wire_left(&b) &&
	       (len == 0 || memcmp(a.at, b.at, len) == 0);
}
