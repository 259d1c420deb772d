/* Which keys may sign: BIND's bounds of RSA, and the form of the others. */
#include "analysis/dnssec/public_key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include "base/macros.h"
#include "tap.h"

enum { DSA_SHA1 = 3, P256 = 13, P384 = 14, ED25519 = 15, ED448 = 16 };
enum { BYTES_MAX = 1100, Q_BYTES = 20 };

static const struct {
	const char *name;
	uint8_t algorithm;
	const char *exponent; /* hex */
	unsigned bits, zeros; /* of the modulus; bytes in front of it */
	bool good;
} rows[] = {
    {"exponent 3", 8, "03", 1024, 0, true},
    {"exponent 65537", 8, "010001", 1024, 0, true},
    {"exponent 2^32 + 1, the longest", 8, "0100000001", 1024, 0, true},
    {"exponent 2^32 + 3", 8, "0100000003", 1024, 0, false},
    {"exponent of 8 bytes", 8, "0100000000000001", 1024, 0, false},
    {"exponent 1: it signs nothing", 8, "01", 1024, 0, false},
    {"exponent 0", 8, "00", 1024, 0, false},
    {"exponent 2 is even", 8, "02", 1024, 0, false},
    {"exponent 3 with zeros in front", 8, "00000003", 1024, 0, true},
    {"exponent 3 in 8 bytes", 8, "0000000000000003", 1024, 0, true},
    {"exponent 3 in 9 bytes", 8, "000000000000000003", 1024, 0, false},
    {"no exponent", 8, "", 1024, 0, false},
    {"no modulus", 8, "03", 0, 0, false},
    {"512 bits, the shortest", 8, "03", 512, 0, true},
    {"511 bits", 8, "03", 511, 0, false},
    {"480 bits", 5, "03", 480, 0, false},
    {"4,096 bits, the longest", 8, "03", 4096, 0, true},
    {"4,097 bits", 8, "03", 4097, 0, false},
    {"4,088 bits in 512 bytes", 8, "03", 4088, 1, true},
    {"4,096 bits in 513 bytes", 8, "03", 4096, 1, false},
    {"RSASHA512 with 1,024 bits", 10, "03", 1024, 0, true},
    {"RSASHA512 with 1,023 bits", 10, "03", 1023, 0, false},
};

/* RFC 3110 2: length of the exponent, exponent, modulus. */
static size_t
make_key(const char *exponent, unsigned bits, size_t zeros, uint8_t *out)
{
	size_t len = strlen(exponent) / 2, bytes = (bits + 7) / 8;
	out[0] = (uint8_t)len;
	for (size_t i = 0; i < len; i++)
		sscanf(exponent + 2 * i, "%2hhx", &out[1 + i]);
	uint8_t *n = out + 1 + len;
	memset(n, 0, zeros);
	memset(n + zeros, 0xff, bytes);
	if (bytes > 0)
		n[zeros] = (uint8_t)(0xff >> (8 * bytes - bits));
	return 1 + len + zeros + bytes;
}

static EVP_PKEY *
key_of(uint8_t algorithm, const uint8_t *bytes, size_t len)
{
	return public_key_new(algorithm_find(algorithm),
	    &(struct rdata){.bytes = bytes, .len = (uint16_t)len});
}

static bool
is_key(uint8_t algorithm, const uint8_t *bytes, size_t len)
{
	EVP_PKEY *pkey = key_of(algorithm, bytes, len);
	EVP_PKEY_free(pkey);
	return pkey != NULL;
}

static void
rsa(void)
{
	uint8_t bytes[BYTES_MAX];
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t len = make_key(
		    rows[i].exponent, rows[i].bits, rows[i].zeros, bytes);
		ok(is_key(rows[i].algorithm, bytes, len) == rows[i].good,
		    rows[i].name);
	}
}

/* RFC 3110 2: a length of 0 says that two bytes of it follow. */
static void
rsa_long_length(void)
{
	uint8_t bytes[BYTES_MAX] = {0, 0, 1, 3};
	memset(bytes + 4, 0xff, 128);
	ok(is_key(8, bytes, 4 + 128), "an exponent with a length of 3 bytes");
	bytes[1] = 1;
	ok(!is_key(8, bytes, 4 + 128), "... which is beyond the end");
	ok(!is_key(8, bytes, 2), "... which is cut short");
}

/* A number of the key is these bytes. */
static bool
has(const EVP_PKEY *pkey, const char *number, const uint8_t *want, size_t len)
{
	BIGNUM *n = NULL;
	uint8_t have[BYTES_MAX];
	bool same = EVP_PKEY_get_bn_param(pkey, number, &n) == 1 &&
		    BN_bn2binpad(n, have, (int)len) == (int)len &&
		    memcmp(have, want, len) == 0;
	BN_free(n);
	return same;
}

/* RFC 2536 2: T, Q of 20 bytes, then P, G and Y of 64 + 8 T bytes each. */
static size_t
make_dsa(uint8_t t, uint8_t *out)
{
	size_t len = 1 + Q_BYTES + 3 * (64 + 8 * (size_t)t);
	out[0] = t;
	for (size_t i = 1; i < len; i++)
		out[i] = (uint8_t)(0x80 + i % 127);
	return len;
}

static void
dsa(void)
{
	uint8_t bytes[BYTES_MAX];
	static const uint8_t sizes[] = {0, 1, 8};
	ok(algorithm_find(DSA_SHA1) == NULL, "DSA is of yesterday (R19)");
	algorithm_allow_legacy();
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		size_t each = 64 + 8 * (size_t)sizes[i];
		size_t len = make_dsa(sizes[i], bytes);
		const uint8_t *q = bytes + 1, *p = q + Q_BYTES;
		EVP_PKEY *pkey = key_of(DSA_SHA1, bytes, len);
		ok(pkey != NULL && has(pkey, OSSL_PKEY_PARAM_FFC_Q, q, 20) &&
			has(pkey, OSSL_PKEY_PARAM_FFC_P, p, each) &&
			has(pkey, OSSL_PKEY_PARAM_FFC_G, p + each, each) &&
			has(pkey, OSSL_PKEY_PARAM_PUB_KEY, p + 2 * each, each),
		    "DSA: each number is where RFC 2536 has it");
		EVP_PKEY_free(pkey);
		ok(!is_key(DSA_SHA1, bytes, len - 1) &&
			!is_key(DSA_SHA1, bytes, len + 1),
		    "DSA, a byte too few or too many");
	}
	ok(!is_key(DSA_SHA1, bytes, make_dsa(9, bytes)), "DSA with T of 9");
	ok(!is_key(DSA_SHA1, bytes, 0), "DSA without a byte");
}

/* A point of the curve, as a key of DNS: without the 04 in front. */
static size_t
make_point(const char *curve, uint8_t *out)
{
	uint8_t point[1 + 2 * 48];
	size_t len;
	EVP_PKEY *pkey = EVP_EC_gen(curve);
	if (pkey == NULL || EVP_PKEY_get_octet_string_param(pkey,
				OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, point,
				sizeof(point), &len) != 1)
		abort();
	EVP_PKEY_free(pkey);
	memcpy(out, point + 1, len - 1);
	return len - 1;
}

static void
ecdsa(void)
{
	static const struct {
		uint8_t algorithm;
		const char *curve;
		size_t len;
	} curves[] = {{P256, "P-256", 64}, {P384, "P-384", 96}};
	for (size_t i = 0; i < ARRAY_LEN(curves); i++) {
		uint8_t bytes[BYTES_MAX] = {0}, algorithm = curves[i].algorithm;
		size_t len = make_point(curves[i].curve, bytes);
		EVP_PKEY *pkey = key_of(algorithm, bytes, len);
		ok(len == curves[i].len && pkey != NULL &&
			has(pkey, OSSL_PKEY_PARAM_EC_PUB_X, bytes, len / 2) &&
			has(pkey, OSSL_PKEY_PARAM_EC_PUB_Y, bytes + len / 2,
			    len / 2),
		    curves[i].curve);
		EVP_PKEY_free(pkey);
		ok(!is_key(algorithm, bytes, len - 1) &&
			!is_key(algorithm, bytes, len + 1),
		    "... a byte too few or too many");
		bytes[len - 1] ^= 1;
		ok(!is_key(algorithm, bytes, len), "... off the curve");
	}
}

static void
eddsa(void)
{
	static const uint8_t bytes[58] = {1};
	ok(is_key(ED25519, bytes, 32) && !is_key(ED25519, bytes, 31),
	    "Ed25519 has 32 bytes");
	ok(is_key(ED448, bytes, 57) && !is_key(ED448, bytes, 58),
	    "Ed448 has 57 bytes");
}

int
main(void)
{
	rsa();
	rsa_long_length();
	dsa();
	ecdsa();
	eddsa();
	return tap_end();
}
