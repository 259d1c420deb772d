/*
 * tls_grade.h - what the TLS guidelines of NCSC-NL (2.1) say of what a server
 * chose: "good", "sufficient", "phase out", "insufficient".  What they do not
 * name is insufficient.  Names are OpenSSL's.
 */
#ifndef TLS_GRADE_H
#define TLS_GRADE_H

#include <openssl/evp.h>

const char *tls_grade_version(const char *version);

/* Of the key exchange and the cipher the worse one. */
const char *tls_grade_cipher(const char *cipher);

/* A curve, or a group of RFC 7919. */
const char *tls_grade_group(const char *group);

/* EVP_PKEY_id(), and of an EC key its curve; else NULL. */
const char *tls_grade_key(int kind, int bits, const char *curve);

/* The digest (a NID) that a certificate is signed over. */
const char *tls_grade_hash(int nid);

#endif
