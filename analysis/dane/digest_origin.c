#include "digest_origin.h"

#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "edit_distance.h"

enum { TYPO_DIGITS_MAX = 4, TRUNCATED_MIN = 8 };

static bool
is_digest(const struct tlsa *r)
{
	return r->mtype == TLSA_SHA256 || r->mtype == TLSA_SHA512;
}

static const EVP_MD *
digest_of(const struct tlsa *r)
{
	return r->mtype == TLSA_SHA256 ? EVP_sha256() : EVP_sha512();
}

static bool
is_digest_of(const struct tlsa *r, const void *bytes, size_t len)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned digest_len = 0;
	return EVP_Digest(
		   bytes, len, digest, &digest_len, digest_of(r), NULL) == 1 &&
	       digest_len == r->data.len &&
	       memcmp(digest, r->data.bytes, digest_len) == 0;
}

/* The PEM text, as `openssl x509` or `openssl pkey -pubout` prints it. */
static bool
is_of_pem(const struct tlsa *r, X509 *cert)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text = NULL;
	bool made = bio != NULL && (r->selector == TLSA_CERT
					   ? PEM_write_bio_X509(bio, cert)
					   : PEM_write_bio_PUBKEY(bio,
						 X509_get0_pubkey(cert))) == 1;
	long len = made ? BIO_get_mem_data(bio, &text) : 0;
	bool same = len > 1 && (is_digest_of(r, text, (size_t)len) ||
				   is_digest_of(r, text, (size_t)len - 1));
	BIO_free(bio);
	ERR_clear_error();
	return same;
}

static bool
is_of_line(const struct tlsa *r, const uint8_t *part, size_t len)
{
	uint8_t *line = OPENSSL_malloc(len + 1);
	if (line == NULL)
		return false;
	memcpy(line, part, len);
	line[len] = '\n';
	bool same = is_digest_of(r, line, len + 1);
	OPENSSL_free(line);
	return same;
}

static enum reason
beside_right_one(const struct tlsa *r, const uint8_t *part, size_t len)
{
	uint8_t right[EVP_MAX_MD_SIZE];
	unsigned right_len = 0;
	if (EVP_Digest(part, len, right, &right_len, digest_of(r), NULL) != 1 ||
	    r->data.len < TRUNCATED_MIN)
		return REASON_NONE;
	if (r->data.len < right_len &&
	    memcmp(right, r->data.bytes, r->data.len) == 0)
		return REASON_TRUNCATED;
	size_t differ =
	    edit_distance(right, right_len, r->data.bytes, r->data.len);
	return differ <= TYPO_DIGITS_MAX ? REASON_TYPO : REASON_NONE;
}

bool
digest_distance(const struct tlsa *r, X509 *cert, uint64_t *out)
{
	uint8_t right[EVP_MAX_MD_SIZE];
	unsigned right_len = 0;
	size_t len;
	if (!is_digest(r) || r->selector > TLSA_SPKI)
		return false;
	uint8_t *part = tlsa_selected(cert, r->selector, &len);
	bool made = part != NULL && EVP_Digest(part, len, right, &right_len,
					digest_of(r), NULL) == 1;
	if (made)
		*out =
		    edit_distance(right, right_len, r->data.bytes, r->data.len);
	OPENSSL_free(part);
	return made;
}

enum reason
digest_origin(const struct tlsa *record, X509 *cert)
{
	size_t len;
	if (!is_digest(record))
		return REASON_NONE;
	uint8_t *part = tlsa_selected(cert, record->selector, &len);
	if (part == NULL)
		return REASON_NONE;
	enum reason reason = beside_right_one(record, part, len);
	if (reason == REASON_NONE &&
	    (is_of_line(record, part, len) || is_of_pem(record, cert)))
		reason = REASON_WRONG_INPUT;
	OPENSSL_free(part);
	return reason;
}
