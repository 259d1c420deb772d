#include "tls/cert.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>

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

static int64_t
read_time(const ASN1_TIME *t)
{
	struct tm tm;
	if (t == NULL || ASN1_TIME_to_tm(t, &tm) != 1)
		return 0;
	return timegm(&tm);
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

static void
read_spki(const X509 *x, struct cert_digests *out)
{
	uint8_t *der = NULL;
	int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), &der);
	if (len > 0)
		cert_digest(der, (size_t)len, out);
	OPENSSL_free(der);
}

bool
cert_parse(const uint8_t *der, size_t len, struct cert *out)
{
	const uint8_t *at = der;
	*out = (struct cert){0};
	text_init(&out->subject);
	text_init(&out->issuer);
	text_init(&out->san);
	cert_digest(der, len, &out->whole);

	X509 *x = d2i_X509(NULL, &at, (long)len);
	if (x == NULL) {
		ERR_clear_error();
		return false;
	}
	read_spki(x, &out->spki);
	read_name(X509_get_subject_name(x), &out->subject);
	read_name(X509_get_issuer_name(x), &out->issuer);
	out->not_before_s = read_time(X509_get0_notBefore(x));
	out->not_after_s = read_time(X509_get0_notAfter(x));
	read_san(x, &out->san);
	EVP_PKEY *key = X509_get0_pubkey(x);
	out->self_signed = key != NULL && X509_verify(x, key) == 1;
	X509_free(x);
	ERR_clear_error(); /* ours: it must not look like a handshake's */
	return true;
}

void
cert_fini(struct cert *c)
{
	text_fini(&c->subject);
	text_fini(&c->issuer);
	text_fini(&c->san);
}
