/*
 * tls_algorithms.h - OpenSSL's default provider, cut down to what a client of
 * TLS 1.0 to 1.3 can come to use.
 *
 * Before OpenSSL 3.2 each key of a certificate is read by trying all decoders
 * of all providers, and whoever asks for one goes through all algorithms that
 * were ever fetched: of d2i_X509() nine parts in ten.  With these alone it
 * takes 0.38 of the instructions.  What is offered and done is the same
 * (tests/unit/test_tls_algorithms.c): they are the default provider's own, but
 * that pairs of keys of X25519 are not made for each session (tls_key_share.h).
 */
#ifndef TLS_ALGORITHMS_H
#define TLS_ALGORITHMS_H

#include <openssl/types.h>
#include <stdbool.h>

#include "base/macros.h"

/* A library context that has these and nothing else, for one thread. */
struct tls_algorithms {
	OSSL_LIB_CTX *lib;
	OSSL_PROVIDER *provider; /* loaded into it */
};

/* False: no heap, and `out` is all zero. */
MUST_USE bool tls_algorithms_init(struct tls_algorithms *out);
void tls_algorithms_fini(struct tls_algorithms *a); /* all zero is fine */

#endif
