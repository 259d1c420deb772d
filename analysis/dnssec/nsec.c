#include "nsec.h"

#include <string.h>

#include <openssl/evp.h>

bool
nsec_parse(const struct rrset *rrset, struct nsec *out)
{
	if (rrset->count != 1)
		return false;
	struct wire w = rdata_wire(&rrset->rdata[0]);
	struct wire none = wire_over(w.at, 0); /* no compression */
	out->rrset = rrset;
	out->owner = rrset->owner;
	if (!dns_name_parse(&w, &none, &out->next))
		return false;
	out->bitmap = w;
	return true;
}

/* RFC 4648 section 7, one label of 32 characters to 20 bytes. */
static bool
base32_label(const struct dns_name *owner, uint8_t out[NSEC3_HASH_BYTES])
{
	enum { CHARS = 32 };
	unsigned bits = 0, have = 0;
	size_t n = 0;
	if (owner->wire[0] != CHARS)
		return false;
	for (size_t i = 1; i <= CHARS; i++) {
		uint8_t c = owner->wire[i];
		unsigned value;
		if (c >= '0' && c <= '9')
			value = c - '0';
		else if (c >= 'a' && c <= 'v')
			value = c - 'a' + 10u;
		else
			return false;
		bits = (bits << 5 | value) & 0xfff;
		have += 5;
		if (have >= 8) {
			have -= 8;
			out[n++] = (uint8_t)(bits >> have);
		}
	}
	return true;
}

bool
nsec3_parse(const struct rrset *rrset, struct nsec3 *out)
{
	if (rrset->count != 1 || !dns_name_parent(rrset->owner, &out->zone))
		return false;
	struct wire w = rdata_wire(&rrset->rdata[0]);
	out->rrset = rrset;
	out->algorithm = wire_u8(&w);
	out->flags = wire_u8(&w);
	out->iterations = wire_u16(&w);
	out->salt = wire_sub(&w, wire_u8(&w));
	struct wire next = wire_sub(&w, wire_u8(&w));
	if (!wire_ok(&w))
		return false;
	out->bitmap = w;
	if (out->algorithm != NSEC3_SHA1)
		return true;
	if (wire_left(&next) != NSEC3_HASH_BYTES)
		return false;
	memcpy(out->next, next.at, NSEC3_HASH_BYTES);
	return base32_label(rrset->owner, out->hash);
}

/* RFC 4034 4.1.2: blocks of 256 types, each with as many bytes as it needs. */
bool
nsec_bitmap_has(struct wire bitmap, uint16_t type)
{
	while (wire_left(&bitmap) > 0) {
		uint8_t window = wire_u8(&bitmap);
		struct wire bits = wire_sub(&bitmap, wire_u8(&bitmap));
		size_t byte = (type & 0xffu) / 8;
		if (!wire_ok(&bits))
			return false;
		if (window == type >> 8)
			return byte < wire_left(&bits) &&
			       (bits.at[byte] & 0x80 >> type % 8) != 0;
	}
	return false;
}

bool
nsec_covers(const struct nsec *n, const struct dns_name *name)
{
	bool behind = dns_name_compare(n->owner, name) < 0;
	bool ahead = dns_name_compare(name, &n->next) < 0;
	if (dns_name_compare(n->owner, &n->next) < 0)
		return behind && ahead;
	return behind; /* the last of the zone: next is the apex */
}

/* RFC 4034 4.1.1: next is ahead in canonical order, or the apex. */
bool
nsec_is_of_zone(const struct nsec *n, const struct dns_name *zone)
{
	return dns_name_in(n->owner, zone) && dns_name_in(&n->next, zone) &&
	       (dns_name_compare(n->owner, &n->next) < 0 ||
		   dns_name_equal(&n->next, zone));
}

bool
nsec3_same_parameters(const struct nsec3 *a, const struct nsec3 *b)
{
	size_t salt = wire_left(&a->salt);

	return a->iterations == b->iterations && wire_left(&b->salt) == salt &&
	       memcmp(a->salt.at, b->salt.at, salt) == 0;
}

bool
nsec3_covers(const struct nsec3 *n, const uint8_t hash[NSEC3_HASH_BYTES])
{
	bool behind = memcmp(n->hash, hash, NSEC3_HASH_BYTES) < 0;
	bool ahead = memcmp(hash, n->next, NSEC3_HASH_BYTES) < 0;
	if (memcmp(n->hash, n->next, NSEC3_HASH_BYTES) < 0)
		return behind && ahead;
	/* The last one wraps; a single one covers all but itself. */
	return (behind || ahead) &&
	       memcmp(n->hash, hash, NSEC3_HASH_BYTES) != 0;
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
