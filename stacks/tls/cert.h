/*
 * cert.h - what a certificate says of itself (RFC 5280), for its record.
 */
#ifndef TLS_CERT_H
#define TLS_CERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum { CERT_SAN_MAX = 1000 };

struct cert_digests {
	uint8_t sha256[32];
	uint8_t sha512[64];
};

void cert_digest(const uint8_t *der, size_t len, struct cert_digests *out);

struct cert {
	struct cert_digests whole; /* of the certificate, as TLSA x 0 1|2 */
	struct cert_digests spki;  /* of its public key, as TLSA x 1 1|2 */
	struct text subject;       /* RFC 2253 */
	struct text issuer;
	int64_t not_before_ns, not_after_ns; /* since 1970 */
	struct text san;  /* DNS names, each followed by a zero byte */
	bool self_signed; /* its own key made its signature */
};

/*
 * Reads one certificate.  False: it does not parse; only `whole` is set
 * then.  cert_fini() in either case.
 */
bool cert_parse(const uint8_t *der, size_t len, struct cert *out);
void cert_fini(struct cert *c);

#endif
