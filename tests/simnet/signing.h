/*
 * signing.h - the keys of zones, and signatures made when they are asked for.
 *
 * All are Ed25519 (RFC 8080), whose signatures are a function of key and
 * data: the same seed gives the same bytes.  A zone has one key, from a pool
 * whose members the seed gives.
 */
#ifndef SIMNET_SIGNING_H
#define SIMNET_SIGNING_H

#include <openssl/evp.h>

#include "base/macros.h"
#include "dns_wire.h"

enum { SIMNET_KEYS = 16, SIMNET_RDATA_MAX = 320, SIMNET_RRS_MAX = 4 };

struct simnet_key {
	EVP_PKEY *pkey;
	uint8_t rdata[36]; /* of its DNSKEY record */
	uint16_t tag;
};

struct simnet_keys {
	struct simnet_key at[SIMNET_KEYS];
};

struct simnet_rdata {
	size_t len;
	uint8_t bytes[SIMNET_RDATA_MAX];
};

struct simnet_rrset {
	char owner[SIMNET_NAME_MAX];
	uint16_t type;
	uint32_t ttl_s;
	unsigned count;
	struct simnet_rdata rr[SIMNET_RRS_MAX];
};

/* A private key that `seed`, `what` and `index` give. */
EVP_PKEY *simnet_derive_key(uint64_t seed, const char *what, unsigned index);

void simnet_keys_init(struct simnet_keys *keys, uint64_t seed);
void simnet_keys_fini(struct simnet_keys *keys);

const struct simnet_key *simnet_zone_key(
    const struct simnet_keys *keys, const struct simnet_zone *z);

/* The DS (SHA-256) of the zone's key; a wrong one is of no key. */
void simnet_make_ds(const struct simnet_keys *keys, const char *zone,
    bool wrong, struct simnet_rdata *out);

/* An RRSIG; `labels` is smaller than the owner's for a wildcard's answer. */
void simnet_sign(const struct simnet_keys *keys, const struct simnet_zone *z,
    const struct simnet_rrset *set, unsigned labels, struct simnet_rdata *out);

#endif
