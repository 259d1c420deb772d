#include "tls/cert.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>

#include "base/macros.h"

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
	return (int64_t)timegm(&tm) * NS_PER_S;
}

static void
read_san(const X509 *x, struct text *out)
{
	GENERAL_NAMES *names =
	    X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);
	int n = names != NULL ? sk_GENERAL_NAME_num(names) : 0;
	for (int i = 0; i < n && i < CERT_SAN_MAX; i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
		if (name->type != GEN_DNS)
			continue;
		const ASN1_IA5STRING *dns = name->d.dNSName;
		text_add_bytes(out, ASN1_STRING_get0_data(dns),
		    (size_t)ASN1_STRING_length(dns));
		text_add_char(out, '\0');
	}
	GENERAL_NAMES_free(names);
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
	if (x == NULL)
		return false;
	read_spki(x, &out->spki);
	read_name(X509_get_subject_name(x), &out->subject);
	read_name(X509_get_issuer_name(x), &out->issuer);
	out->not_before_ns = read_time(X509_get0_notBefore(x));
	out->not_after_ns = read_time(X509_get0_notAfter(x));
	read_san(x, &out->san);
	EVP_PKEY *key = X509_get0_pubkey(x);
	out->self_signed = key != NULL && X509_verify(x, key) == 1;
	X509_free(x);
	return true;
}

void
cert_fini(struct cert *c)
{
	text_fini(&c->subject);
	text_fini(&c->issuer);
	text_fini(&c->san);
}
