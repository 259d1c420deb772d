/*
 * cipher_suite.h - the suites that our own hello offers, up to TLS 1.2: the
 * usual ones with a certificate, in the order and under the names of OpenSSL.
 */
#ifndef TLS_CIPHER_SUITE_H
#define TLS_CIPHER_SUITE_H

#include <stdint.h>

struct tls_cipher_suite {
	uint16_t number; /* IANA's */
	const char *name;
};

enum { TLS_CIPHER_SUITES = 31 };

extern const struct tls_cipher_suite tls_cipher_suites[TLS_CIPHER_SUITES];

/* NULL: not one of them. */
const char *tls_cipher_suite_name(uint16_t number);

#endif
