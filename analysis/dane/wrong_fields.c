#include "wrong_fields.h"

#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "base/macros.h"

struct cert_range
cert_range_of(uint8_t usage, const struct dane_peer *peer)
{
	return usage == TLSA_EE || usage == TLSA_PKIX_EE
		   ? (struct cert_range){0, 1}
		   : (struct cert_range){1, peer->chain_count};
}

/* The study's code holds raw data against the PEM text, and not the DER. */
static bool
is_pem_text(const struct tlsa *r, uint8_t selector, X509 *cert)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text = NULL;
	bool made = bio != NULL &&
		    (selector == TLSA_CERT ? PEM_write_bio_X509(bio, cert)
					   : PEM_write_bio_PUBKEY(bio,
						 X509_get0_pubkey(cert))) == 1;
	size_t len = made ? (size_t)BIO_get_mem_data(bio, &text) : 0;
	bool same = len > 1 && (r->data.len == len || r->data.len == len - 1) &&
		    memcmp(text, r->data.bytes, r->data.len) == 0;
	BIO_free(bio);
	ERR_clear_error();
	return same;
}

/* SHA-512 cut to the length of SHA-256, under the number of SHA-256. */
static bool
is_cut_sha512(const struct tlsa *r, uint8_t selector, X509 *cert)
{
	enum { SHA256_BYTES = 32 };
	uint8_t digest[EVP_MAX_MD_SIZE];
	size_t len;
	if (r->mtype != TLSA_SHA256 || r->data.len != SHA256_BYTES)
		return false;
	uint8_t *part = tlsa_selected(cert, selector, &len);
	bool same =
	    part != NULL &&
	    EVP_Digest(part, len, digest, NULL, EVP_sha512(), NULL) == 1 &&
	    memcmp(digest, r->data.bytes, SHA256_BYTES) == 0;
	OPENSSL_free(part);
	return same;
}

static bool
cert_fits(const struct tlsa *r, const struct dane_peer *peer, X509 *cert,
    uint8_t selector, uint8_t mtype)
{
	if (mtype == TLSA_FULL && peer->as_paper)
		return is_pem_text(r, selector, cert);
	return tlsa_describes(r, selector, mtype, cert) ||
	       (mtype == TLSA_SHA512 && !peer->as_paper &&
		   is_cut_sha512(r, selector, cert));
}

static bool
fits(const struct tlsa *r, const struct dane_peer *peer, uint8_t usage,
    uint8_t selector, uint8_t mtype)
{
	struct cert_range s = cert_range_of(usage, peer);
	for (size_t i = s.from; i < s.to; i++)
		if (cert_fits(r, peer, peer->chain[i], selector, mtype))
			return true;
	return false;
}

static bool
is_fewer(unsigned a, unsigned b)
{
	return b == 0 || __builtin_popcount(a) < __builtin_popcount(b);
}

/* Data that stands in the chain twice fits in two ways: usage 3 first. */
unsigned
wrong_fields(const struct tlsa *r, const struct dane_peer *peer)
{
	static const uint8_t usages[] = {TLSA_EE, TLSA_TA};
	unsigned best = 0;
	for (unsigned i = 0; i < ARRAY_LEN(usages) * 2 * 3; i++) {
		uint8_t u = usages[i / 6], s = (uint8_t)(i / 3 % 2);
		uint8_t m = (uint8_t)(i % 3);
		unsigned wrong = (u != r->usage ? TLSA_FIELD_USAGE : 0u) |
				 (s != r->selector ? TLSA_FIELD_SELECTOR : 0u) |
				 (m != r->mtype ? TLSA_FIELD_MTYPE : 0u);
		if (wrong != 0 && is_fewer(wrong, best) &&
		    fits(r, peer, u, s, m))
			best = wrong;
	}
	return best;
}

enum reason
wrong_fields_reason(unsigned fields)
{
	if ((fields & TLSA_FIELD_USAGE) != 0)
		return REASON_WRONG_USAGE;
	if ((fields & TLSA_FIELD_SELECTOR) != 0)
		return REASON_WRONG_SELECTOR;
	return fields != 0 ? REASON_WRONG_MTYPE : REASON_NONE;
}
