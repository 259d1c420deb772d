/* What the guidelines say of protocol, suite, group, key and signature. */
#include "analysis/verdict/tls_grade.h"

#include <string.h>

#include "base/macros.h"
#include "tap.h"

static const struct {
	const char *(*of)(const char *);
	const char *what, *want;
} rows[] = {
    {tls_grade_version, "TLSv1.3", "good"},
    {tls_grade_version, "TLSv1.2", "sufficient"},
    {tls_grade_version, "TLSv1.1", "phase out"},
    {tls_grade_version, "TLSv1", "phase out"},
    {tls_grade_version, "SSLv3", "insufficient"},
    {tls_grade_cipher, "TLS_AES_256_GCM_SHA384", "good"},
    {tls_grade_cipher, "TLS_CHACHA20_POLY1305_SHA256", "good"},
    {tls_grade_cipher, "TLS_AES_128_GCM_SHA256", "good"},
    {tls_grade_cipher, "ECDHE-RSA-AES128-GCM-SHA256", "good"},
    {tls_grade_cipher, "ECDHE-ECDSA-CHACHA20-POLY1305", "good"},
    {tls_grade_cipher, "ECDHE-RSA-AES256-SHA384", "sufficient"},
    {tls_grade_cipher, "DHE-RSA-AES256-GCM-SHA384", "sufficient"},
    {tls_grade_cipher, "DHE-RSA-AES128-SHA", "sufficient"},
    {tls_grade_cipher, "AES256-GCM-SHA384", "phase out"},
    {tls_grade_cipher, "AES128-SHA", "phase out"},
    {tls_grade_cipher, "ECDHE-RSA-DES-CBC3-SHA", "phase out"},
    {tls_grade_cipher, "DES-CBC3-SHA", "phase out"},
    {tls_grade_cipher, "ECDHE-RSA-RC4-SHA", "insufficient"},
    {tls_grade_cipher, "ECDHE-RSA-CAMELLIA128-SHA256", "insufficient"},
    {tls_grade_cipher, "ECDHE-ECDSA-AES128-CCM8", "insufficient"},
    {tls_grade_cipher, "ADH-AES256-SHA", "insufficient"},
    {tls_grade_cipher, "NULL-SHA256", "insufficient"},
    {tls_grade_group, "X25519", "good"},
    {tls_grade_group, "x25519", "good"},
    {tls_grade_group, "secp384r1", "good"},
    {tls_grade_group, "prime256v1", "good"},
    {tls_grade_group, "secp224r1", "phase out"},
    {tls_grade_group, "secp521r1", "insufficient"},
    {tls_grade_group, "brainpoolP256r1", "insufficient"},
    {tls_grade_group, "ffdhe4096", "sufficient"},
    {tls_grade_group, "ffdhe3072", "sufficient"},
    {tls_grade_group, "ffdhe2048", "phase out"},
};

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ok(strcmp(rows[i].of(rows[i].what), rows[i].want) == 0,
		    rows[i].what);
	ok(strcmp(tls_grade_key(EVP_PKEY_RSA, 3072, NULL), "good") == 0,
	    "RSA 3072");
	ok(strcmp(tls_grade_key(EVP_PKEY_RSA_PSS, 3072, NULL), "good") == 0,
	    "RSA-PSS 3072");
	ok(strcmp(tls_grade_key(EVP_PKEY_RSA, 2048, NULL), "sufficient") == 0,
	    "RSA 2048");
	ok(strcmp(tls_grade_key(EVP_PKEY_RSA, 2047, NULL), "insufficient") == 0,
	    "RSA 2047");
	ok(strcmp(tls_grade_key(EVP_PKEY_EC, 256, "prime256v1"), "good") == 0,
	    "P-256");
	ok(strcmp(tls_grade_key(EVP_PKEY_EC, 521, "secp521r1"),
	       "insufficient") == 0,
	    "P-521");
	ok(strcmp(tls_grade_key(EVP_PKEY_ED25519, 256, NULL), "good") == 0,
	    "Ed25519");
	ok(strcmp(tls_grade_hash(NID_sha256), "good") == 0, "SHA-256");
	ok(strcmp(tls_grade_hash(NID_sha1), "insufficient") == 0, "SHA-1");
	return tap_end();
}
