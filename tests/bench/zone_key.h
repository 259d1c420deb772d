/* zone_key.h - a key that signs RRsets, for benchmarks: by OpenSSL alone. */
#ifndef ZONE_KEY_H
#define ZONE_KEY_H

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "analysis/dnssec/dnskey.h"
#include "analysis/dnssec/signature.h"

enum { ZONE_KEY_RSA = 8, ZONE_KEY_P256 = 13 };

struct zone_key {
	EVP_PKEY *pkey;
	uint8_t rdata[300]; /* of the DNSKEY */
	size_t len;
	uint16_t tag;
	uint8_t algorithm;
};

static inline size_t
zone_key_public(const struct zone_key *k, uint8_t *out, size_t cap)
{
	size_t len = 0;
	if (k->algorithm == ZONE_KEY_P256) {
		uint8_t point[65];
		EVP_PKEY_get_octet_string_param(k->pkey,
		    OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point), &len);
		memcpy(out, point + 1, 64);
		return 64;
	}
	BIGNUM *n = NULL;
	EVP_PKEY_get_bn_param(k->pkey, OSSL_PKEY_PARAM_RSA_N, &n);
	memcpy(out, "\003\001\000\001", 4);
	len = 4 + (size_t)BN_bn2bin(n, out + 4);
	assert(len <= cap);
	BN_free(n);
	return len;
}

static inline struct zone_key
zone_key_new(uint8_t algorithm, uint16_t flags)
{
	struct zone_key k = {.algorithm = algorithm};
	struct dnskey parsed;
	k.pkey = algorithm == ZONE_KEY_P256 ? EVP_EC_gen("P-256")
					    : EVP_RSA_gen(2048);
	assert(k.pkey != NULL);
	k.rdata[0] = (uint8_t)(flags >> 8);
	k.rdata[1] = (uint8_t)flags;
	k.rdata[2] = 3;
	k.rdata[3] = algorithm;
	k.len = 4 + zone_key_public(&k, k.rdata + 4, sizeof(k.rdata) - 4);
	struct rdata r = {k.rdata, k.len};
	assert(dnskey_parse(&r, &parsed));
	k.tag = parsed.tag;
	return k;
}

/* A signature as the DNS has it: r and s for P-256. */
static inline size_t
zone_key_sign(
    const struct zone_key *k, const uint8_t *data, size_t len, uint8_t out[256])
{
	uint8_t der[256];
	size_t n = sizeof(der);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	assert(EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, k->pkey) == 1);
	assert(EVP_DigestSign(ctx, der, &n, data, len) == 1);
	EVP_MD_CTX_free(ctx);
	if (k->algorithm != ZONE_KEY_P256) {
		memcpy(out, der, n);
		return n;
	}
	const uint8_t *at = der;
	ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &at, (long)n);
	BN_bn2binpad(ECDSA_SIG_get0_r(sig), out, 32);
	BN_bn2binpad(ECDSA_SIG_get0_s(sig), out + 32, 32);
	ECDSA_SIG_free(sig);
	return 64;
}

/* Signs `set` for `zone`; out->signature is kept in `bytes`. */
static inline void
zone_key_sign_rrset(const struct zone_key *k, const struct dns_name *zone,
    const struct rrset *set, int64_t now_s, struct rrsig *out,
    uint8_t bytes[256])
{
	enum { DAY_S = 86400 };
	struct text data;
	text_init(&data);
	*out = (struct rrsig){
	    .signer = zone,
	    .original_ttl = 3600,
	    .inception = (uint32_t)(now_s - DAY_S),
	    .expiration = (uint32_t)(now_s + 14 * DAY_S),
	    .covered = set->type,
	    .key_tag = k->tag,
	    .algorithm = k->algorithm,
	    .labels = (uint8_t)signature_labels(set->owner),
	};
	signature_add_data(&data, set, out);
	out->signature.bytes = bytes;
	out->signature.len =
	    zone_key_sign(k, (const uint8_t *)data.bytes, data.len, bytes);
	text_fini(&data);
}

#endif
