/* cert_strength.h - a certificate's key and signature, and what tls_grade.h
 * says of them. */
#ifndef CERT_STRENGTH_H
#define CERT_STRENGTH_H

#include <openssl/x509.h>

struct cert_strength {
	char key[32]; /* its curve, or its algorithm; "": it cannot be read */
	int bits;
	const char *key_grade;
	const char *hash; /* NULL: not known, or it is signed by itself */
	const char *hash_grade;
};

struct cert_strength cert_strength_of(X509 *x);

#endif
