#include "digest_origin.h"

#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

enum { TYPO_DIGITS_MAX = 4, TRUNCATED_MIN = 8 };

static bool
is_digest_of(const struct tlsa *r, const void *bytes, size_t len)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned digest_len = 0;
	const EVP_MD *md =
	    r->mtype == TLSA_SHA256 ? EVP_sha256() : EVP_sha512();
	return EVP_Digest(bytes, len, digest, &digest_len, md, NULL) == 1 &&
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

/* Hexadecimal digits that differ. */
static unsigned
distance(const uint8_t *a, const uint8_t *b, size_t len)
{
	unsigned n = 0;
	for (size_t i = 0; i < len; i++) {
		uint8_t differs = a[i] ^ b[i];
		n += (differs & 0xf0) != 0;
		n += (differs & 0x0f) != 0;
	}
	return n;
}

static enum reason
beside_right_one(const struct tlsa *r, const uint8_t *part, size_t len)
{
	uint8_t right[EVP_MAX_MD_SIZE];
	unsigned right_len = 0;
	const EVP_MD *md =
	    r->mtype == TLSA_SHA256 ? EVP_sha256() : EVP_sha512();
	if (EVP_Digest(part, len, right, &right_len, md, NULL) != 1 ||
	    r->data.len > right_len || r->data.len < TRUNCATED_MIN)
		return REASON_NONE;
	unsigned differ = distance(right, r->data.bytes, r->data.len);
	if (r->data.len < right_len)
		return differ == 0 ? REASON_TRUNCATED : REASON_NONE;
	return differ <= TYPO_DIGITS_MAX ? REASON_TYPO : REASON_NONE;
}

enum reason
digest_origin(const struct tlsa *record, X509 *cert)
{
	size_t len;
	if (record->mtype != TLSA_SHA256 && record->mtype != TLSA_SHA512)
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
