/*
 * cert.h - what a certificate says of itself (RFC 5280), for its record.
 */
#ifndef TLS_CERT_H
#define TLS_CERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/types.h>

#include "base/text.h"

enum { CERT_SAN_MAX = 1000 };

/* A date of a certificate, since 1970.  False: it is none, or NULL. */
bool cert_date(const ASN1_TIME *t, int64_t *out_s);

/* The same, 0 for none. */
int64_t cert_seconds(const ASN1_TIME *t);

struct cert_digests {
	uint8_t sha256[32];
	uint8_t sha512[64];
};

void cert_sha256(const uint8_t *der, size_t len, uint8_t out[32]);
void cert_digest(const uint8_t *der, size_t len, struct cert_digests *out);

struct cert {
	struct cert_digests whole; /* of the certificate, as TLSA x 0 1|2 */
	struct cert_digests spki;  /* of its public key, as TLSA x 1 1|2 */
	struct text subject;       /* RFC 2253 */
	struct text issuer;
	int64_t not_before_s, not_after_s; /* since 1970; up to the year 9999 */
	struct text san;                   /* of cert_san_next() */
	bool self_signed; /* issuer is subject, and its own key signed it */
	bool no_memory;   /* for all of it: something is missing or wrong */
};

/*
 * The certificate with its key as bytes, which alone would cost nine times as
 * much as all else: X509_get0_pubkey() has nothing, no signature can be checked
 * by it.  Freed by X509_free().  NULL: it does not parse, and d2i_X509() would
 * say so, too; or no heap.
 */
X509 *cert_parse_without_key(const uint8_t *der, size_t len);

/*
 * Reads one certificate.  False: it does not parse; only `whole` is set
 * then.  cert_fini() in either case.
 */
bool cert_parse(const uint8_t *der, size_t len, struct cert *out);
void cert_fini(struct cert *c);

/*
 * DNS names of the subject's alternative names, one after another, at most
 * CERT_SAN_MAX: starts with `*at` 0; false: no more.  Bytes as they are, a
 * zero byte among them too.
 */
bool cert_san_next(
    const struct cert *c, size_t *at, const char **name, size_t *len);

#endif
