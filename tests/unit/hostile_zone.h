/*
 * hostile_zone.h - zones whose keys and signatures are made to cost time.
 *
 * KeyTrap (CVE-2023-50387): all keys of a zone have one key tag, so that each
 * signature has to be tried with each of them.  The flags of a DNSKEY have 14
 * bits of which nobody asks anything, and the tag is a sum of 16-bit words:
 * for one key in four there are flags that give it any tag that is wanted.
 * Such a key is a good one, and a check by it costs what a check costs.
 */
#ifndef HOSTILE_ZONE_H
#define HOSTILE_ZONE_H

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>

#include "analysis/dnssec/dnskey.h"
#include "analysis/dnssec/signature.h"

enum {
	HOSTILE_RSA = 8, /* 4096 bits */
	HOSTILE_P256 = 13,
	HOSTILE_P384 = 14,
	HOSTILE_ED448 = 16,
	HOSTILE_KEY_BYTES = 528, /* DNSKEY RDATA */
	HOSTILE_SIG_BYTES = 512,
	HOSTILE_FLAGS_FIRST = 0x0100, /* ZONE alone: such a key sorts first */
	HOSTILE_FLAGS_LAST = 0xff7f,  /* all but REVOKE */
};

struct hostile_key {
	EVP_PKEY *pkey; /* NULL: a decoy */
	uint8_t rdata[HOSTILE_KEY_BYTES];
	size_t len;
	uint16_t tag;
};

struct hostile_zone {
	struct dns_name name;
	uint8_t algorithm;
	struct hostile_key *keys; /* the last one signs */
	size_t key_count;
};

static inline uint16_t
hostile_tag(const struct hostile_key *k)
{
	struct rdata r = {k->rdata, k->len};
	struct dnskey parsed;
	assert(dnskey_parse(&r, &parsed));
	return parsed.tag;
}

static inline void
hostile_set_flags(struct hostile_key *k, unsigned flags)
{
	k->rdata[0] = (uint8_t)(flags >> 8);
	k->rdata[1] = (uint8_t)flags;
	k->tag = hostile_tag(k);
}

/* One modulus for all: a check costs the same, and keys are slow to make. */
static inline EVP_PKEY *
hostile_rsa(void)
{
	static EVP_PKEY *key;
	if (key == NULL)
		key = EVP_RSA_gen(4096);
	EVP_PKEY_up_ref(key);
	return key;
}

static inline EVP_PKEY *
hostile_pkey(uint8_t algorithm)
{
	switch (algorithm) {
	case HOSTILE_RSA:
		return hostile_rsa();
	case HOSTILE_P256:
		return EVP_EC_gen("P-256");
	case HOSTILE_P384:
		return EVP_EC_gen("P-384");
	default:
		return EVP_PKEY_Q_keygen(NULL, NULL, "ED448");
	}
}

/* The public key as a DNSKEY has it. */
static inline size_t
hostile_public(const struct hostile_key *k, uint8_t algorithm, uint8_t *out)
{
	uint8_t point[97];
	size_t len = sizeof(point);
	BIGNUM *n = NULL;
	if (algorithm == HOSTILE_P256 || algorithm == HOSTILE_P384) {
		EVP_PKEY_get_octet_string_param(k->pkey,
		    OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point), &len);
		memcpy(out, point + 1, len - 1);
		return len - 1;
	}
	if (algorithm == HOSTILE_ED448) {
		EVP_PKEY_get_raw_public_key(k->pkey, out, &len);
		return len;
	}
	EVP_PKEY_get_bn_param(k->pkey, OSSL_PKEY_PARAM_RSA_N, &n);
	memcpy(out, "\003\001\000\001", 4);
	len = 4 + (size_t)BN_bn2bin(n, out + 4);
	BN_free(n);
	return len;
}

/* A modulus with no key, and the longest exponent that is taken: 2^32 + 1. */
static inline size_t
hostile_rsa_decoy(uint8_t *out)
{
	enum { EXPONENT = 5, MODULUS = 512 };
	const uint8_t exponent[1 + EXPONENT] = {EXPONENT, 1, 0, 0, 0, 1};
	uint8_t *n = out + sizeof(exponent);
	memcpy(out, exponent, sizeof(exponent));
	RAND_bytes(n, MODULUS);
	n[0] |= 0x80;
	n[MODULUS - 1] |= 1;
	return sizeof(exponent) + MODULUS;
}

static inline struct hostile_key
hostile_key_new(uint8_t algorithm, bool decoy)
{
	struct hostile_key k = {.rdata = {0, 0, 3, algorithm}};
	if (decoy && algorithm == HOSTILE_RSA) {
		k.len = 4 + hostile_rsa_decoy(k.rdata + 4);
	} else {
		k.pkey = hostile_pkey(algorithm);
		assert(k.pkey != NULL);
		k.len = 4 + hostile_public(&k, algorithm, k.rdata + 4);
	}
	if (decoy) {
		EVP_PKEY_free(k.pkey);
		k.pkey = NULL;
	}
	hostile_set_flags(&k, HOSTILE_FLAGS_FIRST);
	return k;
}

/* Finds flags that give the key this tag, if there are any. */
static inline bool
hostile_key_collide(struct hostile_key *k, uint16_t tag)
{
	for (unsigned flags = HOSTILE_FLAGS_FIRST; flags < HOSTILE_FLAGS_LAST;
	     flags++) {
		if ((flags & 0x0180) != 0x0100)
			continue;
		/* The sum moves with the flags, so few have to be tried. */
		hostile_set_flags(k, flags);
		if (k->tag == tag)
			return true;
		unsigned ahead = (uint16_t)(tag - k->tag);
		if (flags + ahead >= HOSTILE_FLAGS_LAST)
			return false;
		if (ahead > 2)
			flags += ahead - 2;
	}
	return false;
}

enum hostile_tags {
	TAGS_APART,     /* each key has a tag of its own */
	TAGS_OWN_FIRST, /* all have one; what signs is the first to be tried */
	TAGS_OWN_LAST,  /* ... or the last */
};

/* One of the keys from `first` to `end` has the tag. */
static inline bool
hostile_tag_is_taken(const struct hostile_key *first,
    const struct hostile_key *end, uint16_t tag)
{
	for (; first < end; first++)
		if (first->tag == tag)
			return true;
	return false;
}

/* The key has the tag that a zone like this wants beside those behind it. */
static inline bool
hostile_tag_fits(struct hostile_key *key, const struct hostile_key *end,
    enum hostile_tags tags)
{
	if (tags == TAGS_APART)
		return !hostile_tag_is_taken(key + 1, end, key->tag);
	return hostile_key_collide(key, end[-1].tag);
}

/* A zone of `count` keys, one of which signs. */
static inline struct hostile_zone
hostile_zone_new(
    const char *name, uint8_t algorithm, size_t count, enum hostile_tags tags)
{
	struct hostile_zone z = {.algorithm = algorithm, .key_count = count};
	assert(dns_name_from_text(name, strlen(name), &z.name));
	z.keys = calloc(count, sizeof(*z.keys));
	assert(z.keys != NULL);
	struct hostile_key *own = &z.keys[count - 1];
	*own = hostile_key_new(algorithm, false);
	if (tags == TAGS_OWN_LAST)
		hostile_set_flags(own, HOSTILE_FLAGS_LAST);
	for (size_t i = count - 1; i-- > 0;) {
		do {
			z.keys[i] = hostile_key_new(algorithm, true);
		} while (!hostile_tag_fits(&z.keys[i], own + 1, tags));
	}
	return z;
}

static inline void
hostile_zone_free(struct hostile_zone *z)
{
	for (size_t i = 0; i < z->key_count; i++)
		EVP_PKEY_free(z->keys[i].pkey);
	free(z->keys);
}

/* r and s of a signature in DER. */
static inline size_t
hostile_two_numbers(const uint8_t *der, size_t len, int half, uint8_t *out)
{
	ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &der, (long)len);
	BN_bn2binpad(ECDSA_SIG_get0_r(sig), out, half);
	BN_bn2binpad(ECDSA_SIG_get0_s(sig), out + half, half);
	ECDSA_SIG_free(sig);
	return 2 * (size_t)half;
}

static inline size_t
hostile_sign(const struct hostile_zone *z, const struct text *data,
    uint8_t out[HOSTILE_SIG_BYTES])
{
	const struct hostile_key *k = &z->keys[z->key_count - 1];
	const EVP_MD *md = z->algorithm == HOSTILE_ED448  ? NULL
			   : z->algorithm == HOSTILE_P384 ? EVP_sha384()
							  : EVP_sha256();
	uint8_t der[HOSTILE_SIG_BYTES];
	size_t n = sizeof(der);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	assert(EVP_DigestSignInit(ctx, NULL, md, NULL, k->pkey) == 1);
	assert(EVP_DigestSign(
		   ctx, der, &n, (const uint8_t *)data->bytes, data->len) == 1);
	EVP_MD_CTX_free(ctx);
	if (z->algorithm == HOSTILE_P256)
		return hostile_two_numbers(der, n, 32, out);
	if (z->algorithm == HOSTILE_P384)
		return hostile_two_numbers(der, n, 48, out);
	memcpy(out, der, n);
	return n;
}

/* A signature of the right form, that costs a whole check to refuse. */
static inline size_t
hostile_forge(const struct hostile_zone *z, uint8_t out[HOSTILE_SIG_BYTES])
{
	uint8_t noise[16];
	struct text t;
	RAND_bytes(noise, sizeof(noise));
	if (z->algorithm == HOSTILE_RSA) { /* signing takes long */
		RAND_bytes(out, HOSTILE_SIG_BYTES);
		out[0] &= 0x7f; /* below any modulus */
		return HOSTILE_SIG_BYTES;
	}
	text_init(&t);
	text_add_bytes(&t, noise, sizeof(noise));
	size_t len = hostile_sign(z, &t, out);
	text_fini(&t);
	return len;
}

#endif
