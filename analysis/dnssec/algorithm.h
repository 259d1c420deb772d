/*
 * algorithm.h - the algorithms of DNSSEC: which validate (R19), what a check
 * by them costs (R21), and what they are to OpenSSL.
 */
#ifndef DNSSEC_ALGORITHM_H
#define DNSSEC_ALGORITHM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/types.h>

enum { ALGORITHM_RSAMD5 = 1 };

enum algorithm_kind {
	ALGORITHM_RSA,
	ALGORITHM_DSA,
	ALGORITHM_ECDSA,
	ALGORITHM_EDDSA,
};

enum algorithm_hash {
	HASH_NONE,
	HASH_MD5,
	HASH_SHA1,
	HASH_SHA256,
	HASH_SHA384,
	HASH_SHA512,
	HASH_COUNT,
};

/* A row of IANA's table. */
struct algorithm {
	uint8_t number;
	bool legacy; /* only after algorithm_allow_legacy() */
	enum algorithm_kind kind;
	const char *name; /* of the curve, as OpenSSL calls it */
	enum algorithm_hash hash;
	size_t half;  /* bytes of r and of s */
	uint8_t cost; /* of a check: see algorithm_cost() */
};

/*
 * R19: RSA/MD5 (1) and DSA (3, 6) validate from now on, too.  They are broken
 * or forgotten: only old data need them.  Before anything is judged.
 */
void algorithm_allow_legacy(void);

/*
 * R24: what rests on SHA-1, algorithms 5 and 7 and DS of digest 1, is
 * unsupported from now on (RFC 9905).  Before anything is judged.
 */
void algorithm_refuse_sha1(void);
bool algorithm_sha1_refused(void);

/* It signs over SHA-1, and validates unless that is refused. */
bool algorithm_is_sha1(uint8_t number);

/* NULL: it does not validate. */
const struct algorithm *algorithm_find(uint8_t number);

/* R19. */
bool algorithm_supported(uint8_t number);

/* RFC 9905: it works, and should not be used any more: SHA-1. */
bool algorithm_deprecated(uint8_t number);

/* What a check costs of a budget (R21): 1, or more where it takes long. */
unsigned algorithm_cost(uint8_t number);

/* NULL: there is none. */
const EVP_MD *algorithm_md(enum algorithm_hash hash);

#endif
