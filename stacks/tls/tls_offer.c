#include "tls/tls_offer.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

enum { NAME_MAX_LEN = 49 }; /* longer ones no version reads */

/* In the order of OpenSSL 3.0, which is that of the runs so far. */
static const char groups_of_all[] =
    "X25519:P-256:X448:P-521:P-384:"
    "ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192";
static const char signatures_of_all[] =
    "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:ed448:"
    "rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512:"
    "rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:"
    "RSA+SHA256:RSA+SHA384:RSA+SHA512:ECDSA+SHA224:ECDSA+SHA1:"
    "RSA+SHA224:RSA+SHA1:DSA+SHA224:DSA+SHA1:DSA+SHA256:DSA+SHA384:"
    "DSA+SHA512";

/*
 * All that a session without keys agreed on before may have, by name: of ALL
 * the order is another one from 3.2 on.  RFC 7672 asks for a certificate, so
 * none without.
 */
#define SUITES                                                                 \
	"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"           \
	"DHE-DSS-AES256-GCM-SHA384:DHE-RSA-AES256-GCM-SHA384:"                 \
	"ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"           \
	"DHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES256-CCM8:"                   \
	"ECDHE-ECDSA-AES256-CCM:DHE-RSA-AES256-CCM8:DHE-RSA-AES256-CCM:"       \
	"ECDHE-ECDSA-ARIA256-GCM-SHA384:ECDHE-ARIA256-GCM-SHA384:"             \
	"DHE-DSS-ARIA256-GCM-SHA384:DHE-RSA-ARIA256-GCM-SHA384:"               \
	"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"           \
	"DHE-DSS-AES128-GCM-SHA256:DHE-RSA-AES128-GCM-SHA256:"                 \
	"ECDHE-ECDSA-AES128-CCM8:ECDHE-ECDSA-AES128-CCM:"                      \
	"DHE-RSA-AES128-CCM8:DHE-RSA-AES128-CCM:"                              \
	"ECDHE-ECDSA-ARIA128-GCM-SHA256:ECDHE-ARIA128-GCM-SHA256:"             \
	"DHE-DSS-ARIA128-GCM-SHA256:DHE-RSA-ARIA128-GCM-SHA256:"               \
	"ECDHE-ECDSA-AES256-SHA384:ECDHE-RSA-AES256-SHA384:"                   \
	"DHE-RSA-AES256-SHA256:DHE-DSS-AES256-SHA256:"                         \
	"ECDHE-ECDSA-CAMELLIA256-SHA384:ECDHE-RSA-CAMELLIA256-SHA384:"         \
	"DHE-RSA-CAMELLIA256-SHA256:DHE-DSS-CAMELLIA256-SHA256:"               \
	"ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256:"                   \
	"DHE-RSA-AES128-SHA256:DHE-DSS-AES128-SHA256:"                         \
	"ECDHE-ECDSA-CAMELLIA128-SHA256:ECDHE-RSA-CAMELLIA128-SHA256:"         \
	"DHE-RSA-CAMELLIA128-SHA256:DHE-DSS-CAMELLIA128-SHA256:"               \
	"ECDHE-ECDSA-AES256-SHA:ECDHE-RSA-AES256-SHA:DHE-RSA-AES256-SHA:"      \
	"DHE-DSS-AES256-SHA:DHE-RSA-CAMELLIA256-SHA:"                          \
	"DHE-DSS-CAMELLIA256-SHA:ECDHE-ECDSA-AES128-SHA:"                      \
	"ECDHE-RSA-AES128-SHA:DHE-RSA-AES128-SHA:DHE-DSS-AES128-SHA:"          \
	"DHE-RSA-CAMELLIA128-SHA:DHE-DSS-CAMELLIA128-SHA:AES256-GCM-SHA384:"   \
	"AES256-CCM8:AES256-CCM:ARIA256-GCM-SHA384:AES128-GCM-SHA256:"         \
	"AES128-CCM8:AES128-CCM:ARIA128-GCM-SHA256:AES256-SHA256:"             \
	"CAMELLIA256-SHA256:AES128-SHA256:CAMELLIA128-SHA256:AES256-SHA:"      \
	"CAMELLIA256-SHA:AES128-SHA:CAMELLIA128-SHA:ECDHE-ECDSA-NULL-SHA:"     \
	"ECDHE-RSA-NULL-SHA:NULL-SHA256:NULL-SHA:NULL-MD5:"                    \
	"@SECLEVEL=0"

/*
 * TLS 1.3 knows a leaf by its signature alone, TLS 1.2 by the suite as well.
 * A leaf with an EC key may be issued by an RSA key: RSA with PKCS #1, which no
 * server of TLS 1.3 signs its handshake with (RFC 8446 4.2.3), says so.
 */
const struct tls_offer tls_offers[LEAF_KEY_COUNT] = {
    [LEAF_KEY_ANY] = {NULL, NULL}, /* as pinned */
    [LEAF_KEY_RSA] = {"rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:"
		      "rsa_pss_rsae_sha512:RSA+SHA256:RSA+SHA384:RSA+SHA512:"
		      "RSA+SHA224:RSA+SHA1",
	SUITES ":!aECDSA"},
    [LEAF_KEY_ECDSA] = {"ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:"
			"ECDSA+SHA224:ECDSA+SHA1:RSA+SHA256:RSA+SHA384:"
			"RSA+SHA512",
	SUITES ":!aRSA:!aDSS"},
};

/* RFC 8879: a chain that came compressed would not be kept as it was sent. */
#ifdef SSL_OP_NO_RX_CERTIFICATE_COMPRESSION
static const uint64_t no_compression = SSL_OP_NO_RX_CERTIFICATE_COMPRESSION;
#else
static const uint64_t no_compression = 0; /* it knows none */
#endif

bool
tls_offer_pin(SSL_CTX *ctx)
{
	SSL_CTX_set_options(ctx, no_compression);
	return SSL_CTX_set_cipher_list(ctx, SUITES) == 1 &&
	       SSL_CTX_set1_groups_list(ctx, groups_of_all) == 1 &&
	       SSL_CTX_set1_sigalgs_list(ctx, signatures_of_all) == 1;
}

/* Marks that OpenSSL reads in such a list from 3.5 on are no names. */
static bool
is_name(const char *name, size_t len)
{
	return len > 0 && len <= NAME_MAX_LEN &&
	       strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwx"
			    "yz0123456789-_") >= len &&
	       (len != 7 || strncasecmp(name, "DEFAULT", len) != 0) &&
	       name[0] != '-';
}

static bool
is_known(SSL_CTX *ctx, const char *name, size_t len)
{
	char alone[NAME_MAX_LEN + 1] = "";
	if (!is_name(name, len))
		return false;
	memcpy(alone, name, len);
	return SSL_CTX_set1_groups_list(ctx, alone) == 1;
}

static bool
stands_before(const char *list, const char *name, size_t len)
{
	for (const char *at = list; at < name; at += strcspn(at, ",") + 1)
		if (strcspn(at, ",") == len && strncasecmp(at, name, len) == 0)
			return true;
	return false;
}

static bool
are_known(SSL_CTX *ctx, const char *groups, struct text *why)
{
	for (const char *at = groups;; at++) {
		size_t len = strcspn(at, ",");
		int shown = len < NAME_MAX_LEN ? (int)len : NAME_MAX_LEN;
		if (!is_known(ctx, at, len)) {
			text_addf(why, "%s has no group '%.*s'",
			    OpenSSL_version(OPENSSL_VERSION), shown, at);
			return false;
		}
		if (stands_before(groups, at, len)) {
			text_addf(why, "%.*s stands there twice", shown, at);
			return false;
		}
		at += len;
		if (*at == '\0')
			return true;
	}
}

bool
tls_offer_groups(SSL_CTX *ctx, const char *groups, struct text *why)
{
	struct text list;
	ERR_clear_error();
	bool set = are_known(ctx, groups, why);
	ERR_clear_error();
	if (!set)
		return false;
	text_init(&list);
	text_add(&list, groups);
	for (size_t i = 0; text_ok(&list) && i < list.len; i++)
		if (list.bytes[i] == ',')
			list.bytes[i] = ':';
	set = text_ok(&list) && SSL_CTX_set1_groups_list(ctx, list.bytes) == 1;
	if (!set)
		text_addf(why, "%.64s: too many groups", groups);
	text_fini(&list);
	ERR_clear_error();
	return set;
}
