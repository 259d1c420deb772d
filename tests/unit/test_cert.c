#include "tls/cert.h"

#include <string.h>

#include "output/record/cert.h"
#include "tap.h"
#include "tests/flow/tls_server.h"

static uint8_t *
der_of(EVP_PKEY *key, const char *not_after, size_t *len)
{
	uint8_t *der = NULL;
	X509 *x = make_certificate(key, "mx.example", not_after, 0);
	*len = (size_t)i2d_X509(x, &der);
	X509_free(x);
	return der;
}

static void
test_contents(EVP_PKEY *key)
{
	struct cert c;
	size_t len, at = 0, name_len;
	const char *name;
	uint8_t digest[64], *spki = NULL;
	uint8_t *der = der_of(key, "20300101000000Z", &len);
	int spki_len = i2d_PUBKEY(key, &spki);

	ok(cert_parse(der, len, &c), "a certificate");
	EVP_Digest(der, len, digest, NULL, EVP_sha256(), NULL);
	ok(memcmp(digest, c.whole.sha256, 32) == 0, "SHA-256");
	EVP_Digest(spki, (size_t)spki_len, digest, NULL, EVP_sha512(), NULL);
	ok(memcmp(digest, c.spki.sha512, 64) == 0, "SHA-512 of its key");
	ok(strcmp(c.subject.bytes, "CN=mx.example") == 0, "subject");
	ok(strcmp(c.issuer.bytes, "CN=mx.example") == 0, "issuer");
	ok(c.not_before_s == 1767323045, "not before");
	ok(c.not_after_s == 1893456000, "not after");
	ok(c.self_signed, "self-signed");
	ok(cert_san_next(&c, &at, &name, &name_len) && name_len == 10 &&
		memcmp(name, "mx.example", 10) == 0,
	    "first name");
	ok(cert_san_next(&c, &at, &name, &name_len) && name_len == 13,
	    "second name");
	ok(!cert_san_next(&c, &at, &name, &name_len), "no third");
	cert_fini(&c);
	OPENSSL_free(der);
	OPENSSL_free(spki);
}

static bool
record_has(const uint8_t *der, size_t len, const char *part)
{
	struct text line;
	text_init(&line);
	cert_record_add(&line, der, len);
	bool has = text_ok(&line) && strstr(line.bytes, part) != NULL;
	text_fini(&line);
	return has;
}

static void
test_record(EVP_PKEY *key)
{
	size_t len;
	uint8_t *der = der_of(key, "99991231235959Z", &len);
	ok(record_has(
	       der, len, "\"not_after\":\"9999-12-31T23:59:59.000000Z\""),
	    "RFC 5280 4.1.2.5: no well-defined end");
	ok(record_has(
	       der, len, "\"not_before\":\"2026-01-02T03:04:05.000000Z\""),
	    "not before");
	ok(record_has(der, len, "\"san\":[\"mx.example\",\"other.example\"]"),
	    "names");
	ok(record_has(der, len, "\"self_signed\":true"), "self-signed");
	ok(record_has(der, len - 1, "\"error\":"), "cut short");
	ok(!record_has(der, len - 1, "\"subject\""), "then without a subject");
	der[len - 1] ^= 1;
	ok(record_has(der, len, "\"self_signed\":false"), "a wrong signature");
	OPENSSL_free(der);
}

/* A name with a zero byte must not look like two. */
static void
test_zero_byte(EVP_PKEY *key)
{
	X509 *x =
	    make_certificate(key, "mxQevil.example", "20300101000000Z", 0);
	uint8_t *der = NULL;
	size_t len = (size_t)i2d_X509(x, &der);
	for (size_t i = 0; i + 3 <= len; i++)
		if (memcmp(der + i, "mxQ", 3) == 0)
			der[i + 2] = 0;
	ok(record_has(der, len, "\"mx\\u0000evil.example\""), "a zero byte");
	OPENSSL_free(der);
	X509_free(x);
}

int
main(void)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	test_contents(key);
	test_record(key);
	test_zero_byte(key);
	EVP_PKEY_free(key);
	return tap_end();
}
