#include "tlsa.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

enum { SHA256_BYTES = 32, SHA512_BYTES = 64 };

/* Exactly one certificate or key, and nothing behind it. */
static bool
full_parses(const struct tlsa *r)
{
	const uint8_t *at = r->data.bytes;
	const uint8_t *end = at + r->data.len;
	bool good;
	if (r->selector == TLSA_CERT) {
		X509 *cert = d2i_X509(NULL, &at, (long)r->data.len);
		good = cert != NULL && X509_get0_pubkey(cert) != NULL;
		X509_free(cert);
	} else {
		EVP_PKEY *key = d2i_PUBKEY(NULL, &at, (long)r->data.len);
		good = key != NULL;
		EVP_PKEY_free(key);
	}
	ERR_clear_error();
	return good && at == end;
}

static bool
data_fits(const struct tlsa *r)
{
	switch (r->mtype) {
	case TLSA_FULL:
		return r->data.len > 0 && full_parses(r);
	case TLSA_SHA256:
		return r->data.len == SHA256_BYTES;
	case TLSA_SHA512:
		return r->data.len == SHA512_BYTES;
	default:
		return false;
	}
}

/* IANA's registries (RFC 7218): 255 is for private use, and not undefined. */
static bool
is_undefined(const struct tlsa *r)
{
	enum { PRIVATE = 255 };
	return (r->usage > TLSA_EE && r->usage < PRIVATE) ||
	       (r->selector > TLSA_SPKI && r->selector < PRIVATE) ||
	       (r->mtype > TLSA_SHA512 && r->mtype < PRIVATE);
}

struct tlsa
tlsa_parse(const struct rdata *rdata)
{
	struct wire w = rdata_wire(rdata);
	struct tlsa r = {0};
	r.usage = wire_u8(&w);
	r.selector = wire_u8(&w);
	r.mtype = wire_u8(&w);
	r.data = (struct rdata){w.at, wire_left(&w)};
	if (!wire_ok(&w))
		r.usage = r.selector = r.mtype = 255;
	if (is_undefined(&r))
		r.reason = REASON_UNDEFINED_FIELD;
	else if (r.usage < TLSA_TA)
		r.reason = REASON_UNUSABLE_USAGE;
	else if (r.usage > TLSA_EE || r.selector > TLSA_SPKI || !data_fits(&r))
		r.reason = REASON_UNUSABLE_RECORD;
	r.usable = r.reason == REASON_NONE;
	return r;
}

void
tlsa_allow_pkix(struct tlsa *r)
{
	if (r->usage > TLSA_EE || r->reason != REASON_UNUSABLE_USAGE)
		return;
	bool fits = r->selector <= TLSA_SPKI && data_fits(r);
	r->reason = fits ? REASON_NONE : REASON_UNUSABLE_RECORD;
	r->usable = fits;
}

static bool
is_weaker(const struct tlsa *r, const struct tlsa *other)
{
	return other->usable && other->usage == r->usage &&
	       other->selector == r->selector && other->mtype > r->mtype;
}

/* RFC 7671 9: Full(0) always counts; SHA-512 is stronger than SHA-256. */
void
tlsa_apply_agility(struct tlsa *records, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct tlsa *r = &records[i];
		if (!r->usable || r->mtype == TLSA_FULL)
			continue;
		for (size_t k = 0; k < count; k++)
			r->superseded =
			    r->superseded || is_weaker(r, &records[k]);
	}
}

uint8_t *
tlsa_selected(X509 *cert, uint8_t selector, size_t *len)
{
	uint8_t *der = NULL;
	int n = selector == TLSA_CERT
		    ? i2d_X509(cert, &der)
		    : i2d_X509_PUBKEY(X509_get_X509_PUBKEY(cert), &der);
	ERR_clear_error();
	*len = n > 0 ? (size_t)n : 0;
	return n > 0 ? der : NULL;
}

bool
tlsa_digest(uint8_t mtype, const uint8_t *part, size_t len,
    uint8_t out[TLSA_DIGEST_MAX], unsigned *out_len)
{
	return EVP_Digest(part, len, out, out_len,
		   mtype == TLSA_SHA256 ? EVP_sha256() : EVP_sha512(),
		   NULL) == 1;
}

bool
tlsa_describes(
    const struct tlsa *r, uint8_t selector, uint8_t mtype, X509 *cert)
{
	uint8_t digest[TLSA_DIGEST_MAX];
	unsigned digest_len = 0;
	size_t len;
	bool same = false;
	size_t want = mtype == TLSA_SHA256 ? SHA256_BYTES : SHA512_BYTES;
	if (mtype != TLSA_FULL && r->data.len != want)
		return false;
	uint8_t *part = tlsa_selected(cert, selector, &len);
	if (part != NULL && mtype == TLSA_FULL)
		same =
		    len == r->data.len && memcmp(part, r->data.bytes, len) == 0;
	else if (part != NULL &&
		 tlsa_digest(mtype, part, len, digest, &digest_len))
		same = digest_len == r->data.len &&
		       memcmp(digest, r->data.bytes, digest_len) == 0;
	OPENSSL_free(part);
	return same;
}
