#include "signing.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/sha.h>

enum {
	ED25519 = 15,
	SHA256_DIGEST = 2,
	SIGNED_FROM = 1735689600,  /* 2025-01-01 */
	SIGNED_UNTIL = 2051222400, /* 2035-01-01 */
	EXPIRED = 1738368000,      /* 2025-02-01 */
};

EVP_PKEY *
simnet_derive_key(uint64_t seed, const char *what, unsigned index)
{
	uint8_t secret[SHA256_DIGEST_LENGTH];
	char text[80];
	int len = snprintf(text, sizeof(text), "simnet %llu %s %u",
	    (unsigned long long)seed, what, index);
	SHA256((const uint8_t *)text, (size_t)len, secret);
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(
	    EVP_PKEY_ED25519, NULL, secret, sizeof(secret));
	assert(key != NULL);
	return key;
}

/* RFC 4034, appendix B. */
static uint16_t
key_tag(const uint8_t *rdata, size_t len)
{
	uint32_t sum = 0;
	for (size_t i = 0; i < len; i++)
		sum += (i & 1) != 0 ? rdata[i] : (uint32_t)rdata[i] << 8;
	return (uint16_t)(sum + (sum >> 16));
}

void
simnet_keys_init(struct simnet_keys *keys, uint64_t seed)
{
	for (unsigned i = 0; i < SIMNET_KEYS; i++) {
		struct simnet_key *k = &keys->at[i];
		size_t len = 32;
		k->pkey = simnet_derive_key(seed, "zone", i);
		memcpy(k->rdata, (uint8_t[4]){1, 1, 3, ED25519}, 4);
		int ok =
		    EVP_PKEY_get_raw_public_key(k->pkey, k->rdata + 4, &len);
		assert(ok == 1);
		k->tag = key_tag(k->rdata, sizeof(k->rdata));
	}
}

void
simnet_keys_fini(struct simnet_keys *keys)
{
	for (unsigned i = 0; i < SIMNET_KEYS; i++)
		EVP_PKEY_free(keys->at[i].pkey);
}

static const struct simnet_key *
key_of(const struct simnet_keys *keys, const char *zone, unsigned next)
{
	unsigned sum = 0;
	while (*zone != '\0')
		sum = sum * 31 + (uint8_t)*zone++;
	return &keys->at[(sum + next) % SIMNET_KEYS];
}

const struct simnet_key *
simnet_zone_key(const struct simnet_keys *keys, const struct simnet_zone *z)
{
	return key_of(keys, z->name, z->other_key);
}

void
simnet_make_ds(const struct simnet_keys *keys, const char *zone, bool wrong,
    struct simnet_rdata *out)
{
	const struct simnet_key *k = key_of(keys, zone, 0);
	uint8_t digested[SIMNET_NAME_MAX + 40], *digest = out->bytes + 4;
	struct simnet_bytes in = {digested, 0, sizeof(digested), false};
	struct simnet_bytes ds = {out->bytes, 0, SIMNET_RDATA_MAX, false};
	simnet_put_name(&in, zone);
	simnet_put(&in, k->rdata, sizeof(k->rdata));
	simnet_put_u16(&ds, k->tag);
	simnet_put_u8(&ds, ED25519);
	simnet_put_u8(&ds, SHA256_DIGEST);
	SHA256(digested, in.len, digest);
	digest[0] ^= wrong;
	out->len = 4 + SHA256_DIGEST_LENGTH;
}

static int
compare_rdata(const void *a, const void *b)
{
	const struct simnet_rdata *x = a, *y = b;
	size_t shorter = x->len < y->len ? x->len : y->len;
	int order = memcmp(x->bytes, y->bytes, shorter);
	return order != 0 ? order : (x->len > y->len) - (x->len < y->len);
}

/* What is signed (RFC 4034 3.1.8.1), behind the RRSIG's own first fields. */
static void
put_canonical(
    struct simnet_bytes *b, const struct simnet_rrset *set, unsigned labels)
{
	struct simnet_rrset sorted = *set;
	const char *owner = set->owner;
	bool wildcard = simnet_labels(owner) > labels;
	while (simnet_labels(owner) > labels)
		owner = simnet_name_parent(owner);
	qsort(sorted.rr, sorted.count, sizeof(sorted.rr[0]), compare_rdata);
	for (unsigned i = 0; i < sorted.count; i++) {
		if (wildcard)
			simnet_put(b, "\1*", 2);
		simnet_put_name(b, owner);
		simnet_put_u16(b, set->type);
		simnet_put_u16(b, 1);
		simnet_put_u32(b, set->ttl_s);
		simnet_put_u16(b, (unsigned)sorted.rr[i].len);
		simnet_put(b, sorted.rr[i].bytes, sorted.rr[i].len);
	}
}

void
simnet_sign(const struct simnet_keys *keys, const struct simnet_zone *z,
    const struct simnet_rrset *set, unsigned labels, struct simnet_rdata *out)
{
	const struct simnet_key *k = simnet_zone_key(keys, z);
	uint8_t data[4096], signature[64];
	struct simnet_bytes b = {data, 0, sizeof(data), false};
	bool expired = z->signing == SIMNET_EXPIRED;
	size_t len = sizeof(signature);
	simnet_put_u16(&b, set->type);
	simnet_put_u8(&b, ED25519);
	simnet_put_u8(&b, labels);
	simnet_put_u32(&b, set->ttl_s);
	simnet_put_u32(&b, expired ? EXPIRED : SIGNED_UNTIL);
	simnet_put_u32(&b, SIGNED_FROM);
	simnet_put_u16(&b, k->tag);
	simnet_put_name(&b, z->name);
	struct simnet_bytes rrsig = {out->bytes, 0, SIMNET_RDATA_MAX, false};
	simnet_put(&rrsig, data, b.len);
	put_canonical(&b, set, labels);

	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	assert(ctx != NULL && !b.full);
	int ok = EVP_DigestSignInit(ctx, NULL, NULL, NULL, k->pkey) == 1 &&
		 EVP_DigestSign(ctx, signature, &len, data, b.len) == 1;
	assert(ok);
	EVP_MD_CTX_free(ctx);
	simnet_put(&rrsig, signature, len);
	out->len = rrsig.len;
}
