/* How a digest that fits nothing came about. */
#include "analysis/dane/digest_origin.h"

#include <openssl/pem.h>

#include "mail_world.h"
#include "tap.h"

enum { SHA256_BYTES = 32, SHA512_BYTES = 64 };

static struct tlsa
record_of(uint8_t selector, const uint8_t *data, size_t len)
{
	return (struct tlsa){.usage = TLSA_EE,
	    .selector = selector,
	    .mtype = TLSA_SHA256,
	    .data = {data, len}};
}

static enum reason
origin_of_bytes(uint8_t selector, const void *bytes, size_t len)
{
	uint8_t digest[SHA256_BYTES];
	EVP_Digest(bytes, len, digest, NULL, EVP_sha256(), NULL);
	struct tlsa r = record_of(selector, digest, sizeof(digest));
	return digest_origin(&r, leaf.cert);
}

static void
pem_text(void)
{
	BIO *cert = BIO_new(BIO_s_mem()), *key = BIO_new(BIO_s_mem());
	char *text;
	PEM_write_bio_X509(cert, leaf.cert);
	PEM_write_bio_PUBKEY(key, leaf.key);
	size_t len = (size_t)BIO_get_mem_data(cert, &text);
	ok(origin_of_bytes(TLSA_CERT, text, len) == REASON_WRONG_INPUT,
	    "the PEM text of the certificate");
	ok(origin_of_bytes(TLSA_CERT, text, len - 1) == REASON_WRONG_INPUT,
	    "... without its last newline");
	ok(origin_of_bytes(TLSA_SPKI, text, len) == REASON_NONE,
	    "... under the other selector");
	len = (size_t)BIO_get_mem_data(key, &text);
	ok(origin_of_bytes(TLSA_SPKI, text, len) == REASON_WRONG_INPUT,
	    "the PEM text of the key");
	ok(origin_of_bytes(TLSA_SPKI, text, len - 1) == REASON_WRONG_INPUT,
	    "... without its last newline");
	ok(origin_of_bytes(TLSA_SPKI, text, len - 2) == REASON_NONE,
	    "... without one dash more");
	ok(origin_of_bytes(TLSA_CERT, text, len) == REASON_NONE,
	    "... under the other selector");
	BIO_free(cert);
	BIO_free(key);
}

/* By SHA-512. */
static void
long_digest(void)
{
	BIO *cert = BIO_new(BIO_s_mem());
	char *text;
	uint8_t digest[SHA512_BYTES];
	PEM_write_bio_X509(cert, leaf.cert);
	size_t len = (size_t)BIO_get_mem_data(cert, &text);
	EVP_Digest(text, len, digest, NULL, EVP_sha512(), NULL);
	struct tlsa r = record_of(TLSA_CERT, digest, sizeof(digest));
	r.mtype = TLSA_SHA512;
	ok(digest_origin(&r, leaf.cert) == REASON_WRONG_INPUT,
	    "the PEM text by SHA-512");
	r.data.len = SHA256_BYTES;
	ok(digest_origin(&r, leaf.cert) == REASON_NONE, "... half of it");
	BIO_free(cert);
}

static void
newline(void)
{
	uint8_t *der = NULL;
	int len = i2d_X509(leaf.cert, &der);
	uint8_t *line = OPENSSL_realloc(der, (size_t)len + 1);
	line[len] = '\n';
	ok(origin_of_bytes(TLSA_CERT, line, (size_t)len + 1) ==
		REASON_WRONG_INPUT,
	    "the certificate and a newline");
	ok(origin_of_bytes(TLSA_CERT, line, (size_t)len - 1) == REASON_NONE,
	    "most of the certificate");
	OPENSSL_free(line);
}

static void
newline_of_key(void)
{
	uint8_t *der = NULL;
	int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(leaf.cert), &der);
	uint8_t *line = OPENSSL_realloc(der, (size_t)len + 1);
	line[len] = '\n';
	ok(origin_of_bytes(TLSA_SPKI, line, (size_t)len + 1) ==
		REASON_WRONG_INPUT,
	    "the key and a newline");
	line[len] = 0;
	ok(origin_of_bytes(TLSA_SPKI, line, (size_t)len + 1) == REASON_NONE,
	    "the key and a zero byte");
	OPENSSL_free(line);
}

/* The same by SHA-512, and other matching types. */
static void
other_types(void)
{
	uint8_t *der = NULL, digest[SHA512_BYTES];
	int len = i2d_X509(leaf.cert, &der);
	EVP_Digest(der, (size_t)len, digest, NULL, EVP_sha512(), NULL);
	struct tlsa r = record_of(TLSA_CERT, digest, sizeof(digest));
	r.mtype = TLSA_SHA512;
	digest[SHA512_BYTES - 1] ^= 1;
	ok(digest_origin(&r, leaf.cert) == REASON_TYPO,
	    "SHA-512, its last digit is wrong");
	r.data.len = SHA256_BYTES;
	ok(digest_origin(&r, leaf.cert) == REASON_TRUNCATED,
	    "SHA-512, its first half");
	r.mtype = TLSA_SHA256;
	ok(digest_origin(&r, leaf.cert) == REASON_NONE,
	    "... as if it were SHA-256");
	r = record_of(TLSA_CERT, digest, sizeof(digest));
	r.mtype = TLSA_FULL;
	ok(digest_origin(&r, leaf.cert) == REASON_NONE,
	    "... as if it were the whole");
	r = record_of(TLSA_CERT, der, (size_t)len - 1);
	r.mtype = TLSA_FULL;
	ok(digest_origin(&r, leaf.cert) == REASON_NONE,
	    "most of the certificate, whole");
	OPENSSL_free(der);
}

/*
 * The right digest with `wrong` hexadecimal digits changed.  They lie apart:
 * side by side, some would be made good by a digit more and a digit less.
 */
static void
slips(void)
{
	uint8_t *der = NULL, digest[SHA256_BYTES];
	int len = i2d_X509(leaf.cert, &der);
	EVP_Digest(der, (size_t)len, digest, NULL, EVP_sha256(), NULL);
	for (unsigned wrong = 1; wrong <= 5; wrong++) {
		uint8_t mask = wrong % 2 == 1 ? 0x10 : 0x01;
		digest[(wrong - 1) * 6] ^= mask;
		struct tlsa r = record_of(TLSA_CERT, digest, sizeof(digest));
		ok(digest_origin(&r, leaf.cert) ==
			(wrong <= 4 ? REASON_TYPO : REASON_NONE),
		    wrong <= 4 ? "a few digits are wrong" : "five are wrong");
	}
	EVP_Digest(der, (size_t)len, digest, NULL, EVP_sha256(), NULL);
	struct tlsa cut = record_of(TLSA_CERT, digest, 20);
	ok(digest_origin(&cut, leaf.cert) == REASON_TRUNCATED,
	    "its first 20 bytes");
	memmove(digest + 9, digest + 10, SHA256_BYTES - 10);
	struct tlsa gap = record_of(TLSA_CERT, digest, SHA256_BYTES - 1);
	ok(digest_origin(&gap, leaf.cert) == REASON_TYPO,
	    "its tenth byte is missing");
	EVP_Digest(der, (size_t)len, digest, NULL, EVP_sha256(), NULL);
	digest[19] ^= 1;
	ok(digest_origin(&cut, leaf.cert) == REASON_NONE,
	    "... with a wrong digit");
	cut = record_of(TLSA_CERT, digest, 8);
	ok(digest_origin(&cut, leaf.cert) == REASON_TRUNCATED,
	    "its first 8 bytes");
	cut = record_of(TLSA_CERT, digest, 7);
	ok(digest_origin(&cut, leaf.cert) == REASON_NONE,
	    "its first 7 bytes, which may be chance");
	OPENSSL_free(der);
}

int
main(void)
{
	make_leaf();
	pem_text();
	long_digest();
	newline();
	newline_of_key();
	other_types();
	slips();
	free_cert(&leaf);
	return tap_end();
}
