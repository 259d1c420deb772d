#include "tlsa_source.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/text_file.h"
#include "pem_chain.h"

/* OpenSSL would ask the terminal. */
static int
no_password(char *buf, int size, int writing, void *ctx)
{
	(void)buf, (void)size, (void)writing, (void)ctx;
	return -1;
}

static EVP_PKEY *
key_of_request(X509_REQ *request)
{
	EVP_PKEY *key = request != NULL ? X509_REQ_get_pubkey(request) : NULL;
	X509_REQ_free(request);
	return key;
}

static EVP_PKEY *
pem_request(BIO *bio)
{
	return key_of_request(
	    PEM_read_bio_X509_REQ(bio, NULL, no_password, NULL));
}

static EVP_PKEY *
pem_public(BIO *bio)
{
	return PEM_read_bio_PUBKEY(bio, NULL, no_password, NULL);
}

static EVP_PKEY *
pem_private(BIO *bio)
{
	return PEM_read_bio_PrivateKey(bio, NULL, no_password, NULL);
}

static EVP_PKEY *
der_request(BIO *bio)
{
	return key_of_request(d2i_X509_REQ_bio(bio, NULL));
}

static EVP_PKEY *
der_public(BIO *bio)
{
	return d2i_PUBKEY_bio(bio, NULL);
}

static EVP_PKEY *
der_private(BIO *bio)
{
	return d2i_PrivateKey_bio(bio, NULL);
}

/* The first way by which it is one. */
static EVP_PKEY *
read_key(const struct text *t)
{
	static EVP_PKEY *(*const ways[])(BIO *) = {pem_request, pem_public,
	    pem_private, der_request, der_public, der_private};
	EVP_PKEY *key = NULL;
	for (size_t i = 0; key == NULL && i < ARRAY_LEN(ways); i++) {
		BIO *bio = BIO_new_mem_buf(t->bytes, (int)t->len);
		if (bio != NULL)
			key = ways[i](bio);
		BIO_free(bio);
	}
	ERR_clear_error();
	return key;
}

static bool
has(const struct text *t, const char *what)
{
	return memmem(t->bytes, t->len, what, strlen(what)) != NULL;
}

static int
take(struct tlsa_source *s, const char *path, const struct text *t,
    struct text *why)
{
	const uint8_t *der = (const uint8_t *)t->bytes;
	if (has(t, "-----BEGIN CERTIFICATE-----"))
		return pem_chain_parse(
		    path, t->bytes, t->len, s->chain, &s->count, why);
	s->chain[0] = d2i_X509(NULL, &der, (long)t->len);
	s->count = s->chain[0] != NULL;
	if (s->count == 0)
		s->key = read_key(t);
	ERR_clear_error();
	if (s->count > 0 || s->key != NULL)
		return 0;
	text_addf(why, "%s: %s", path,
	    has(t, "ENCRYPTED")
		? "the key needs a password: openssl pkey -pubout takes its "
		  "public half out"
		: "is no certificate, request or key (PEM or DER)");
	return -EINVAL;
}

int
tlsa_source_read(struct tlsa_source *s, const char *path, struct text *why)
{
	struct text t;
	*s = (struct tlsa_source){0};
	text_init(&t);
	int rc = text_file_read(path, &t, why);
	if (rc == 0 && (t.len == 0 || t.len > INT_MAX)) {
		text_addf(why, "%s: %s", path,
		    t.len == 0 ? "is empty" : "is too large");
		rc = -EINVAL;
	}
	if (rc == 0)
		rc = take(s, path, &t, why);
	text_fini(&t);
	return rc;
}

void
tlsa_source_fini(struct tlsa_source *s)
{
	for (size_t i = 0; i < s->count; i++)
		X509_free(s->chain[i]);
	EVP_PKEY_free(s->key);
}

/* To be freed; NULL: none. */
static uint8_t *
part_of(
    const struct tlsa_source *s, size_t depth, uint8_t selector, size_t *len)
{
	uint8_t *der = NULL;
	if (s->key == NULL)
		return depth < s->count
			   ? tlsa_selected(s->chain[depth], selector, len)
			   : NULL;
	int n = selector == TLSA_SPKI ? i2d_PUBKEY(s->key, &der) : 0;
	ERR_clear_error();
	*len = n > 0 ? (size_t)n : 0;
	return n > 0 ? der : NULL;
}

int
tlsa_source_rdata(const struct tlsa_source *s, size_t depth,
    const struct tlsa *fields, struct text *out)
{
	uint8_t digest[TLSA_DIGEST_MAX];
	unsigned digest_len = 0;
	size_t len;
	uint8_t *part = part_of(s, depth, fields->selector, &len);
	if (part == NULL)
		return -EINVAL;
	text_add_char(out, (char)fields->usage);
	text_add_char(out, (char)fields->selector);
	text_add_char(out, (char)fields->mtype);
	bool good = true;
	if (fields->mtype == TLSA_FULL) {
		text_add_bytes(out, part, len);
	} else {
		good =
		    tlsa_digest(fields->mtype, part, len, digest, &digest_len);
		text_add_bytes(out, digest, digest_len);
	}
	OPENSSL_free(part);
	return good && text_ok(out) ? 0 : -ENOMEM;
}
