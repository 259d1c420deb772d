/*
 * dnskey.h - DNSKEY and DS records: reading, key tags, digests, and whether a
 * signature is by a key (RFC 4034).
 */
#ifndef DNSKEY_H
#define DNSKEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/types.h>

#include "analysis/evidence/rrset.h"

struct dnskey {
	uint16_t flags;
	uint8_t protocol;
	uint8_t algorithm;
	uint16_t tag;
	struct rdata rdata;  /* the whole RDATA */
	struct rdata pubkey; /* behind the algorithm */
	EVP_PKEY *pkey;      /* made when first needed */
	EVP_PKEY_CTX *ctx;   /* ready to verify with it; EdDSA: NULL */
	bool pkey_tried;     /* whether that worked or not */
};

struct dnskey_set {
	struct dnskey *keys;
	size_t count;
	struct dnskey_set *next; /* for whoever frees them */
};

struct ds {
	uint16_t tag;
	uint8_t algorithm;
	uint8_t digest_type;
	struct rdata digest;
};

/* False: too short. */
bool dnskey_parse(const struct rdata *rdata, struct dnskey *out);
bool ds_parse(const struct rdata *rdata, struct ds *out);

/* All keys of a DNSKEY set that parse, in `arena`; pkeys: dnskey_set_fini. */
struct dnskey_set *dnskey_set_new(
    struct arena *arena, const struct rrset *rrset);
void dnskey_set_fini(struct dnskey_set *set);

bool dnskey_is_zone_key(const struct dnskey *key); /* RFC 4034 2.1.1 */

/* May validate: a zone key, protocol 3, not revoked (RFC 5011). */
bool dnskey_may_sign(const struct dnskey *key);

bool ds_digest_supported(uint8_t digest_type);

/* The DS is that of this key of `owner`; flags are not looked at. */
bool ds_fits(const struct ds *ds, const struct dns_name *owner,
    const struct dnskey *key);

/* The signature over `data` is by `key`. */
bool dnskey_verify(struct dnskey *key, const struct rdata *signature,
    const uint8_t *data, size_t len);

#endif
