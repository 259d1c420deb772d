#include "tls/cert.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "tls/tls_memory.h"

void
cert_sha256(const uint8_t *der, size_t len, uint8_t out[32])
{
	SHA256(der, len, out);
}

void
cert_digest(const uint8_t *der, size_t len, struct cert_digests *out)
{
	SHA256(der, len, out->sha256);
	SHA512(der, len, out->sha512);
}

static void
read_name(const X509_NAME *name, struct text *out)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *bytes;
	if (bio == NULL)
		return;
	X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253);
	long len = BIO_get_mem_data(bio, &bytes);
	if (len > 0)
		text_add_bytes(out, bytes, (size_t)len);
	BIO_free(bio);
}

bool
cert_date(const ASN1_TIME *t, int64_t *out_s)
{
	struct tm tm;
	if (t == NULL || ASN1_TIME_to_tm(t, &tm) != 1)
		return false;
	*out_s = timegm(&tm);
	return true;
}

int64_t
cert_seconds(const ASN1_TIME *t)
{
	int64_t at_s = 0;
	return cert_date(t, &at_s) ? at_s : 0;
}

static void
add_san(struct text *out, const ASN1_IA5STRING *name)
{
	int len = ASN1_STRING_length(name);
	if (len <= 0 || len > UINT16_MAX)
		return;
	text_add_char(out, (char)(len >> 8));
	text_add_char(out, (char)len);
	text_add_bytes(out, ASN1_STRING_get0_data(name), (size_t)len);
}

static void
read_san(const X509 *x, struct text *out)
{
	GENERAL_NAMES *names =
	    X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);
	int n = names != NULL ? sk_GENERAL_NAME_num(names) : 0;
	for (int i = 0; i < n && i < CERT_SAN_MAX; i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
		if (name->type == GEN_DNS)
			add_san(out, name->d.dNSName);
	}
	GENERAL_NAMES_free(names);
}

bool
cert_san_next(const struct cert *c, size_t *at, const char **name, size_t *len)
{
	if (*at + 2 > c->san.len)
		return false;
	const uint8_t *bytes = (const uint8_t *)c->san.bytes + *at;
	*len = (size_t)(bytes[0] << 8 | bytes[1]);
	*name = c->san.bytes + *at + 2;
	*at += 2 + *len;
	return *at <= c->san.len;
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static OSSL_LIB_CTX *no_keys; /* for good; NULL: no heap */

static void
make_no_keys(void)
{
	no_keys = OSSL_LIB_CTX_new();
	if (no_keys != NULL && OSSL_PROVIDER_load(no_keys, "null") == NULL) {
		OSSL_LIB_CTX_free(no_keys);
		no_keys = NULL;
	}
}

/*
 * In a context where nobody knows of any kind of key: OpenSSL tries to decode
 * it, and whether it can never decides if a certificate parses.
 */
X509 *
cert_parse_without_key(const uint8_t *der, size_t len)
{
	pthread_once(&once, make_no_keys);
	X509 *x = X509_new_ex(no_keys, NULL);
	if (x != NULL && d2i_X509(&x, &der, (long)len) == NULL)
		return NULL; /* and `x` is freed */
	return x;
}

/*
 * RFC 5280 3.2: issued to whom it was issued by, and by its own key.  The names
 * come first: to decode the key and to check the signature costs more than all
 * else that is read.
 */
static bool
is_self_signed(const X509 *x, const uint8_t *der, size_t len)
{
	if (X509_NAME_cmp(X509_get_subject_name(x), X509_get_issuer_name(x)) !=
	    0)
		return false;
	X509 *with_key = d2i_X509(NULL, &der, (long)len);
	EVP_PKEY *key = with_key != NULL ? X509_get0_pubkey(with_key) : NULL;
	bool is = key != NULL && X509_verify(with_key, key) == 1;
	X509_free(with_key);
	return is;
}

static void
read_spki(const X509 *x, struct cert_digests *out)
{
	uint8_t *der = NULL;
	int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &der);
	if (len > 0)
		cert_digest(der, (size_t)len, out);
	OPENSSL_free(der);
}

/* Frees `x`. */
static void
read_all(X509 *x, const uint8_t *der, size_t len, struct cert *out)
{
	read_spki(x, &out->spki);
	read_name(X509_get_subject_name(x), &out->subject);
	read_name(X509_get_issuer_name(x), &out->issuer);
	out->not_before_s = cert_seconds(X509_get0_notBefore(x));
	out->not_after_s = cert_seconds(X509_get0_notAfter(x));
	read_san(x, &out->san);
	out->self_signed = is_self_signed(x, der, len);
	X509_free(x);
}

bool
cert_parse(const uint8_t *der, size_t len, struct cert *out)
{
	*out = (struct cert){0};
	text_init(&out->subject);
	text_init(&out->issuer);
	text_init(&out->san);
	cert_digest(der, len, &out->whole);

	X509 *x = cert_parse_without_key(der, len);
	if (x != NULL)
		read_all(x, der, len, out);
	ERR_clear_error(); /* ours: it must not look like a handshake's */
	out->no_memory = tls_memory_was_refused() || !text_ok(&out->subject) ||
			 !text_ok(&out->issuer) || !text_ok(&out->san);
	return x != NULL;
}

void
cert_fini(struct cert *c)
{
	text_fini(&c->subject);
	text_fini(&c->issuer);
	text_fini(&c->san);
}
