/*
 * public_key.h - a public key as a DNSKEY record holds it, made OpenSSL's
 * (RFC 3110, 2536, 6605, 8080).
 */
#ifndef PUBLIC_KEY_H
#define PUBLIC_KEY_H

#include <openssl/types.h>

#include "algorithm.h"
#include "dns/rdata.h"

/* To be freed with EVP_PKEY_free(); NULL: it is none, or no heap. */
EVP_PKEY *public_key_new(const struct algorithm *a, const struct rdata *pubkey);

#endif
