#include "dnskey.h"

#include <string.h>

#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "algorithm.h"
#include "public_key.h"

enum {
	FLAG_ZONE = 0x0100,
	FLAG_REVOKE = 0x0080,
	PROTOCOL_DNSSEC = 3,
	DIGEST_SHA1 = 1,
	DIGEST_SHA256 = 2,
	DIGEST_SHA384 = 4,
};

static const EVP_MD *
digest_of(uint8_t digest_type)
{
	switch (digest_type) {
	case DIGEST_SHA1:
		return algorithm_md(HASH_SHA1);
	case DIGEST_SHA256:
		return algorithm_md(HASH_SHA256);
	case DIGEST_SHA384:
		return algorithm_md(HASH_SHA384);
	default:
		return NULL;
	}
}

bool
ds_digest_supported(uint8_t digest_type)
{
	return digest_of(digest_type) != NULL;
}

/* RFC 4034 appendix B; B.1: RSA/MD5 has its own way. */
static uint16_t
key_tag(const struct rdata *rdata)
{
	enum { ALGORITHM_AT = 3 };
	uint32_t sum = 0;
	if (rdata->len > ALGORITHM_AT + 3 &&
	    rdata->bytes[ALGORITHM_AT] == ALGORITHM_RSAMD5) {
		const uint8_t *end = rdata->bytes + rdata->len;
		return (uint16_t)(end[-3] << 8 | end[-2]);
	}
	for (size_t i = 0; i < rdata->len; i++)
		sum += i & 1 ? rdata->bytes[i] : (uint32_t)rdata->bytes[i] << 8;
	sum += sum >> 16;
	return (uint16_t)sum;
}

bool
dnskey_parse(const struct rdata *rdata, struct dnskey *out)
{
	struct wire w = rdata_wire(rdata);
	*out = (struct dnskey){.rdata = *rdata};
	out->flags = wire_u16(&w);
	out->protocol = wire_u8(&w);
	out->algorithm = wire_u8(&w);
	out->tag = key_tag(rdata);
	out->pubkey = (struct rdata){w.at, wire_left(&w)};
	return wire_ok(&w);
}

bool
ds_parse(const struct rdata *rdata, struct ds *out)
{
	struct wire w = rdata_wire(rdata);
	out->tag = wire_u16(&w);
	out->algorithm = wire_u8(&w);
	out->digest_type = wire_u8(&w);
	out->digest = (struct rdata){w.at, wire_left(&w)};
	return wire_ok(&w);
}

struct dnskey_set *
dnskey_set_new(struct arena *arena, const struct rrset *rrset)
{
	struct dnskey_set *set = arena_alloc(arena, sizeof(*set));
	set->keys = arena_alloc(arena, rrset->count * sizeof(*set->keys));
	for (size_t i = 0; i < rrset->count; i++) {
		if (dnskey_parse(&rrset->rdata[i], &set->keys[set->count]))
			set->count++;
	}
	return set;
}

void
dnskey_set_fini(struct dnskey_set *set)
{
	for (size_t i = 0; i < set->count; i++) {
		EVP_PKEY_CTX_free(set->keys[i].ctx);
		EVP_PKEY_free(set->keys[i].pkey);
	}
}

bool
dnskey_is_zone_key(const struct dnskey *key)
{
	return (key->flags & FLAG_ZONE) != 0;
}

bool
dnskey_may_sign(const struct dnskey *key)
{
	return dnskey_is_zone_key(key) && key->protocol == PROTOCOL_DNSSEC &&
	       (key->flags & FLAG_REVOKE) == 0;
}

bool
ds_fits(
    const struct ds *ds, const struct dns_name *owner, const struct dnskey *key)
{
	const EVP_MD *md = digest_of(ds->digest_type);
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	if (md == NULL || ds->tag != key->tag ||
	    ds->algorithm != key->algorithm)
		return false;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool good =
	    ctx != NULL && EVP_DigestInit_ex(ctx, md, NULL) == 1 &&
	    EVP_DigestUpdate(ctx, owner->wire, owner->len) == 1 &&
	    EVP_DigestUpdate(ctx, key->rdata.bytes, key->rdata.len) == 1 &&
	    EVP_DigestFinal_ex(ctx, digest, &len) == 1;
	EVP_MD_CTX_free(ctx);
	return good && len == ds->digest.len &&
	       memcmp(digest, ds->digest.bytes, len) == 0;
}

/* r and s as DER, which OpenSSL wants; 0: no. */
static size_t
two_numbers_der(const struct rdata *signature, size_t half, uint8_t out[160])
{
	if (signature->len != 2 * half)
		return 0;
	ECDSA_SIG *sig = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn(signature->bytes, (int)half, NULL);
	BIGNUM *s = BN_bin2bn(signature->bytes + half, (int)half, NULL);
	int len = 0;
	if (sig != NULL && r != NULL && s != NULL &&
	    ECDSA_SIG_set0(sig, r, s) == 1) {
		r = s = NULL; /* they are sig's now */
		uint8_t *at = out;
		len = i2d_ECDSA_SIG(sig, &at);
	}
	BN_free(r);
	BN_free(s);
	ECDSA_SIG_free(sig);
	return len > 0 ? (size_t)len : 0;
}

/* Makes the key, and what verifies with it again and again. */
static void
prepare(struct dnskey *key, const struct algorithm *a)
{
	key->pkey_tried = true;
	key->pkey = public_key_new(a, &key->pubkey);
	if (key->pkey == NULL || a->kind == ALGORITHM_EDDSA)
		return;
	key->ctx = EVP_PKEY_CTX_new(key->pkey, NULL);
	if (key->ctx == NULL || EVP_PKEY_verify_init(key->ctx) != 1 ||
	    EVP_PKEY_CTX_set_signature_md(key->ctx, algorithm_md(a->hash)) !=
		1) {
		EVP_PKEY_CTX_free(key->ctx);
		key->ctx = NULL;
	}
}

/*
 * The digest, then the key: EVP_DigestVerify() would look both up each time,
 * which for RSA is a fifth of the whole.
 */
static bool
verify_digest(const struct dnskey *key, const struct algorithm *a,
    const struct rdata *signature, const uint8_t *data, size_t len)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned digest_len;
	return key->ctx != NULL &&
	       EVP_Digest(data, len, digest, &digest_len, algorithm_md(a->hash),
		   NULL) == 1 &&
	       EVP_PKEY_verify(key->ctx, signature->bytes, signature->len,
		   digest, digest_len) == 1;
}

static bool
verify_message(EVP_PKEY *pkey, const struct rdata *signature,
    const uint8_t *data, size_t len)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool good = ctx != NULL &&
		    EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) == 1 &&
		    EVP_DigestVerify(
			ctx, signature->bytes, signature->len, data, len) == 1;
	EVP_MD_CTX_free(ctx);
	return good;
}

bool
dnskey_verify(struct dnskey *key, const struct rdata *signature,
    const uint8_t *data, size_t len)
{
	const struct algorithm *a = algorithm_find(key->algorithm);
	uint8_t der[160]; /* two numbers of 49 bytes and their headers */
	struct rdata sig = *signature;
	if (a == NULL)
		return false;
	if (!key->pkey_tried)
		prepare(key, a);
	if (a->kind == ALGORITHM_DSA &&
	    sig.len > 0) /* RFC 2536 3: T before r, s */
		sig = (struct rdata){sig.bytes + 1, sig.len - 1};
	if (a->kind == ALGORITHM_ECDSA || a->kind == ALGORITHM_DSA)
		sig = (struct rdata){der, two_numbers_der(&sig, a->half, der)};
	bool good = key->pkey != NULL && sig.len > 0;
	if (a->kind == ALGORITHM_EDDSA)
		good = good && verify_message(key->pkey, &sig, data, len);
	else
		good = good && verify_digest(key, a, &sig, data, len);
	ERR_clear_error(); /* a wrong signature is no error of ours */
	return good;
}
