/*
 * certificates.h - the certificates of mail hosts, and TLSA data for them.
 *
 * Fixed serial numbers and dates, and Ed25519 unless other keys are asked for:
 * a host always has the same bytes.  With other keys that holds within one
 * process: leaves are kept (leaf_cache.h).  A chain of 1 is a self-signed leaf, of 2 a leaf and
 * the root that signed it, of 3 has an intermediate between them.
 */
#ifndef SIMNET_CERTIFICATES_H
#define SIMNET_CERTIFICATES_H

#include <openssl/ssl.h>

#include "leaf_cache.h"
#include "signing.h"

enum { SIMNET_LEAF_KEYS = 8, SIMNET_CHAIN_MAX = 3 };

struct simnet_certificates {
	EVP_PKEY *leaf_key[SIMNET_LEAF_KEYS];
	EVP_PKEY *root_key, *middle_key;
	X509 *root, *middle;
	struct simnet_leaf_cache *kept; /* NULL: made each time, by the seed */
};

void simnet_certificates_init(struct simnet_certificates *c, uint64_t seed,
    enum simnet_keys_of_mail keys);
void simnet_certificates_fini(struct simnet_certificates *c);

/* The host's leaf, to be freed. */
X509 *simnet_make_leaf(
    const struct simnet_certificates *c, const struct simnet_host *host);

/* The host's TLSA record; it has one. */
void simnet_make_tlsa(const struct simnet_certificates *c,
    const struct simnet_host *host, struct simnet_rdata *out);

/* SHA-256 of each certificate that the host sends, leaf first. */
unsigned simnet_chain_digests(const struct simnet_certificates *c,
    const struct simnet_host *host, uint8_t digest[SIMNET_CHAIN_MAX][32]);

/* Makes `ssl` speak as this host.  False: no heap. */
MUST_USE bool simnet_use_chain(const struct simnet_certificates *c,
    const struct simnet_host *host, SSL *ssl);

#endif
