/*
 * tlsa_source.h - what a TLSA record can be made of: a chain, or a public key
 * that no certificate has yet.
 */
#ifndef TLSA_SOURCE_H
#define TLSA_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include <openssl/types.h>

#include "base/macros.h"
#include "base/text.h"
#include "peer.h"
#include "tlsa.h"

struct tlsa_source {
	X509 *chain[DANE_CHAIN_MAX]; /* the leaf first, as a server sends it */
	size_t count;
	EVP_PKEY *key; /* of a key or a CSR; NULL: there is a chain */
};

/*
 * Certificates, else a certificate request, else a private or public key: PEM
 * or DER, whatever it is called; "-" is standard input.  A key that needs a
 * password is refused.  0, or -errno with a line in `why`; tlsa_source_fini()
 * in either case.
 */
MUST_USE int tlsa_source_read(
    struct tlsa_source *s, const char *path, struct text *why);
void tlsa_source_fini(struct tlsa_source *s);

/*
 * The RDATA of a record (RFC 6698 2.1) over certificate `depth`, or over the
 * key, appended.  0; -EINVAL: there is no such certificate, or a key has no
 * part of this selector; -ENOMEM.
 */
MUST_USE int tlsa_source_rdata(const struct tlsa_source *s, size_t depth,
    const struct tlsa *fields, struct text *out);

#endif
