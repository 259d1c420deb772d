#include "tls/tls_algorithms.h"

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/provider.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/macros.h"
#include "tls/tls_draw.h"
#include "tls/tls_key_share.h"

/* By the first of an algorithm's names. */
static const char *const ciphers[] = {
    "NULL",
    "AES-128-CBC",
    "AES-256-CBC",
    "AES-128-CBC-HMAC-SHA1",
    "AES-256-CBC-HMAC-SHA1",
    "AES-128-CBC-HMAC-SHA256",
    "AES-256-CBC-HMAC-SHA256",
    "AES-128-GCM",
    "AES-256-GCM",
    "AES-128-CCM",
    "AES-256-CCM",
    "ChaCha20-Poly1305",
    "ARIA-128-GCM",
    "ARIA-256-GCM",
    "CAMELLIA-128-CBC",
    "CAMELLIA-256-CBC",
    "DES-EDE3-CBC",
};

static const char *const digests[] = {
    "MD5",
    "MD5-SHA1",
    "SHA1",
    "SHA2-224",
    "SHA2-256",
    "SHA2-384",
    "SHA2-512",
};

static const char *const macs[] = {"HMAC"};

static const char *const kdfs[] = {"TLS1-PRF", "TLS13-KDF"};

/* Of key shares, of certificates, and of the MAC of CBC suites. */
static const char *const keys[] = {
    "DH",
    "DSA",
    "EC",
    "ED25519",
    "ED448",
    "HMAC",
    "ML-KEM-512",
    "ML-KEM-768",
    "ML-KEM-1024",
    "RSA",
    "RSA-PSS",
    "SecP256r1MLKEM768",
    "SecP384r1MLKEM1024",
    "X25519",
    "X25519MLKEM768",
    "X448",
    "X448MLKEM1024",
};

/* What OpenSSL takes, and what that is seeded by. */
static const char *const rands[] = {"CTR-DRBG", "SEED-SRC"};

/* Keys that can sign a handshake, as a certificate has them. */
static const char *const decoders[] = {
    "DSA",
    "EC",
    "ED25519",
    "ED448",
    "RSA",
    "RSA-PSS",
};

enum { KEPT_MAX = 24 };

/* Of one operation; what has no list is kept whole, or left out. */
struct kept {
	int operation;
	const char *const *names;
	size_t count;
	const char *properties[2]; /* that it must have, or NULL */
	OSSL_ALGORITHM at[KEPT_MAX + 1];
};

static struct kept all_kept[] = {
    {.operation = OSSL_OP_CIPHER, ciphers, ARRAY_LEN(ciphers)},
    {.operation = OSSL_OP_DIGEST, digests, ARRAY_LEN(digests)},
    {.operation = OSSL_OP_MAC, macs, ARRAY_LEN(macs)},
    {.operation = OSSL_OP_KDF, kdfs, ARRAY_LEN(kdfs)},
    {.operation = OSSL_OP_KEYMGMT, keys, ARRAY_LEN(keys)},
    {.operation = OSSL_OP_DECODER,
	decoders,
	ARRAY_LEN(decoders),
	{"input=der", "structure=SubjectPublicKeyInfo"}},
    {.operation = OSSL_OP_RAND, rands, ARRAY_LEN(rands)},
    {.operation = OSSL_OP_ENCODER},
    {.operation = OSSL_OP_STORE},
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static OSSL_PROVIDER *whole; /* of the default context, for good */

static bool
is_listed(const struct kept *k, const OSSL_ALGORITHM *a)
{
	size_t len = strcspn(a->algorithm_names, ":");
	for (size_t i = 0; i < ARRAY_LEN(k->properties); i++)
		if (k->properties[i] != NULL &&
		    strstr(a->property_definition, k->properties[i]) == NULL)
			return false;
	for (size_t i = 0; i < k->count; i++)
		if (strlen(k->names[i]) == len &&
		    strncasecmp(k->names[i], a->algorithm_names, len) == 0)
			return true;
	return false;
}

static void
share_keys(struct kept *k)
{
	for (OSSL_ALGORITHM *a = k->at; a->algorithm_names != NULL; a++)
		if (strcspn(a->algorithm_names, ":") == 6 &&
		    strncmp(a->algorithm_names, "X25519", 6) == 0)
			a->implementation =
			    tls_key_share_functions(a->implementation);
}

static void
note_draws(struct kept *k)
{
	for (OSSL_ALGORITHM *a = k->at; a->algorithm_names != NULL; a++)
		if (strncmp(a->algorithm_names, "CTR-DRBG", 8) == 0)
			a->implementation =
			    tls_draw_functions(a->implementation);
}

static void
choose(struct kept *k)
{
	int no_cache = 0;
	size_t count = 0;
	const OSSL_ALGORITHM *a =
	    OSSL_PROVIDER_query_operation(whole, k->operation, &no_cache);
	for (; a != NULL && a->algorithm_names != NULL; a++)
		if (count < KEPT_MAX && is_listed(k, a))
			k->at[count++] = *a;
}

static void
choose_all(void)
{
	whole = OSSL_PROVIDER_load(NULL, "default");
	for (size_t i = 0; whole != NULL && i < ARRAY_LEN(all_kept); i++)
		choose(&all_kept[i]);
	for (size_t i = 0; whole != NULL && i < ARRAY_LEN(all_kept); i++) {
		if (all_kept[i].operation == OSSL_OP_KEYMGMT)
			share_keys(&all_kept[i]);
		if (all_kept[i].operation == OSSL_OP_RAND)
			note_draws(&all_kept[i]);
	}
}

static const OSSL_ALGORITHM *
query_operation(void *ctx, int operation, int *no_cache)
{
	(void)ctx;
	for (size_t i = 0; i < ARRAY_LEN(all_kept); i++)
		if (all_kept[i].operation == operation) {
			*no_cache = 0;
			return all_kept[i].at;
		}
	return OSSL_PROVIDER_query_operation(whole, operation, no_cache);
}

/* Groups of TLS among them. */
static int
get_capabilities(
    void *ctx, const char *capability, OSSL_CALLBACK *callback, void *arg)
{
	(void)ctx;
	return OSSL_PROVIDER_get_capabilities(whole, capability, callback, arg);
}

static const OSSL_DISPATCH functions[] = {
    {OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))query_operation},
    {OSSL_FUNC_PROVIDER_GET_CAPABILITIES, (void (*)(void))get_capabilities},
    {0, NULL},
};

/* The algorithms are called with what the default provider gave them. */
static int
init(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *core,
    const OSSL_DISPATCH **out, void **ctx)
{
	(void)handle;
	(void)core;
	*out = functions;
	*ctx = OSSL_PROVIDER_get0_provider_ctx(whole);
	return 1;
}

bool
tls_algorithms_init(struct tls_algorithms *out)
{
	*out = (struct tls_algorithms){0};
	pthread_once(&once, choose_all);
	out->lib = whole != NULL ? OSSL_LIB_CTX_new() : NULL;
	if (out->lib != NULL &&
	    OSSL_PROVIDER_add_builtin(out->lib, "tls", init) == 1)
		out->provider = OSSL_PROVIDER_load(out->lib, "tls");
	if (out->provider != NULL)
		return true;
	tls_algorithms_fini(out);
	return false;
}

void
tls_algorithms_fini(struct tls_algorithms *a)
{
	if (a->provider != NULL)
		OSSL_PROVIDER_unload(a->provider);
	OSSL_LIB_CTX_free(a->lib);
	*a = (struct tls_algorithms){0};
}
