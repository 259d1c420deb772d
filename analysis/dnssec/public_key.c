#include "public_key.h"

#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

static EVP_PKEY *
from_params(const char *type, OSSL_PARAM_BLD *bld)
{
	EVP_PKEY *pkey = NULL;
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(bld);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	if (params == NULL || ctx == NULL || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, &pkey, EVP_PKEY_PUBLIC_KEY, params) != 1)
		pkey = NULL;
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	return pkey;
}

/*
 * BIND's bounds: an odd exponent from 3 to 2^32 + 1 (one of 1 signs nothing, a
 * longer one is there to waste our time), a modulus of 512 to 4,096 bits, and
 * of 1,024 at least for RSASHA512 (RFC 5702 2.2).
 */
static bool
is_rsa_in_bounds(const BIGNUM *n, const BIGNUM *e, const struct algorithm *a)
{
	enum { BITS_MIN = 512, BITS_MAX = 4096, SHA512_BITS_MIN = 1024 };
	const BN_ULONG e_max = (UINT64_C(1) << 32) + 1;
	int bits = BN_num_bits(n);
	int least = a->hash == HASH_SHA512 ? SHA512_BITS_MIN : BITS_MIN;
	BN_ULONG value = BN_get_word(e); /* all ones: it is longer */
	return BN_is_odd(e) && value >= 3 && value <= e_max && bits >= least &&
	       bits <= BITS_MAX;
}

/* RFC 3110: exponent with its length, then the modulus. */
static EVP_PKEY *
rsa_key(const struct rdata *pubkey, const struct algorithm *a)
{
	enum { MODULUS_MAX = 512, EXPONENT_MAX = 8 };
	struct wire w = rdata_wire(pubkey);
	size_t len = wire_u8(&w);
	if (len == 0)
		len = wire_u16(&w);
	struct wire e = wire_sub(&w, len);
	size_t n_len = wire_left(&w);
	if (!wire_ok(&w) || len == 0 || len > EXPONENT_MAX || n_len == 0 ||
	    n_len > MODULUS_MAX)
		return NULL;

	EVP_PKEY *pkey = NULL;
	BIGNUM *bn_e = BN_bin2bn(e.at, (int)len, NULL);
	BIGNUM *bn_n = BN_bin2bn(w.at, (int)n_len, NULL);
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	if (bn_e != NULL && bn_n != NULL && bld != NULL &&
	    is_rsa_in_bounds(bn_n, bn_e, a) &&
	    OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_N, bn_n) == 1 &&
	    OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_E, bn_e) == 1)
		pkey = from_params("RSA", bld);
	OSSL_PARAM_BLD_free(bld);
	BN_free(bn_n);
	BN_free(bn_e);
	return pkey;
}

/* RFC 2536 2: T, Q, then P, G and Y of 64 + 8 T bytes each. */
static EVP_PKEY *
dsa_key(const struct rdata *pubkey)
{
	enum { Q_BYTES = 20, T_MAX = 8, NUMBERS = 4 };
	static const char *const names[NUMBERS] = {OSSL_PKEY_PARAM_FFC_Q,
	    OSSL_PKEY_PARAM_FFC_P, OSSL_PKEY_PARAM_FFC_G,
	    OSSL_PKEY_PARAM_PUB_KEY};
	struct wire w = rdata_wire(pubkey);
	uint8_t t = wire_u8(&w);
	if (t > T_MAX || wire_left(&w) != Q_BYTES + 3 * (64 + 8 * (size_t)t))
		return NULL;

	EVP_PKEY *pkey = NULL;
	BIGNUM *numbers[NUMBERS] = {NULL};
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	bool good = bld != NULL;
	for (size_t i = 0; i < NUMBERS; i++) {
		size_t len = i == 0 ? Q_BYTES : 64 + 8 * (size_t)t;
		struct wire part = wire_sub(&w, len);
		numbers[i] = BN_bin2bn(part.at, (int)len, NULL);
		good = good && numbers[i] != NULL &&
		       OSSL_PARAM_BLD_push_BN(bld, names[i], numbers[i]) == 1;
	}
	if (good)
		pkey = from_params("DSA", bld);
	OSSL_PARAM_BLD_free(bld);
	for (size_t i = 0; i < NUMBERS; i++)
		BN_free(numbers[i]);
	return pkey;
}

/* RFC 6605 4: x and y, to which OpenSSL wants 04 in front. */
static EVP_PKEY *
ecdsa_key(const struct rdata *pubkey, const struct algorithm *a)
{
	uint8_t point[1 + 2 * 48] = {4};
	if (pubkey->len != 2 * a->half)
		return NULL;
	memcpy(point + 1, pubkey->bytes, pubkey->len);

	EVP_PKEY *pkey = NULL;
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	if (bld != NULL &&
	    OSSL_PARAM_BLD_push_utf8_string(
		bld, OSSL_PKEY_PARAM_GROUP_NAME, a->name, 0) == 1 &&
	    OSSL_PARAM_BLD_push_octet_string(
		bld, OSSL_PKEY_PARAM_PUB_KEY, point, 1 + pubkey->len) == 1)
		pkey = from_params("EC", bld);
	OSSL_PARAM_BLD_free(bld);
	return pkey;
}

EVP_PKEY *
public_key_new(const struct algorithm *a, const struct rdata *pubkey)
{
	switch (a->kind) {
	case ALGORITHM_RSA:
		return rsa_key(pubkey, a);
	case ALGORITHM_DSA:
		return dsa_key(pubkey);
	case ALGORITHM_ECDSA:
		return ecdsa_key(pubkey, a);
	case ALGORITHM_EDDSA:
		return EVP_PKEY_new_raw_public_key_ex(
		    NULL, a->name, NULL, pubkey->bytes, pubkey->len);
	}
	return NULL;
}
