#include "algorithm.h"

#include <pthread.h>

#include <openssl/evp.h>

#include "base/macros.h"

/* IANA's table of algorithms, those of R19. */
static const struct algorithm algorithms[] = {
    {ALGORITHM_RSAMD5, true, ALGORITHM_RSA, NULL, HASH_MD5, 0, 1},
    {3, true, ALGORITHM_DSA, NULL, HASH_SHA1, 20, 1},
    {5, false, ALGORITHM_RSA, NULL, HASH_SHA1, 0, 1},
    {6, true, ALGORITHM_DSA, NULL, HASH_SHA1, 20, 1},
    {7, false, ALGORITHM_RSA, NULL, HASH_SHA1, 0, 1},
    {8, false, ALGORITHM_RSA, NULL, HASH_SHA256, 0, 1},
    {10, false, ALGORITHM_RSA, NULL, HASH_SHA512, 0, 1},
    {13, false, ALGORITHM_ECDSA, "P-256", HASH_SHA256, 32, 1},
    /* 1.1 ms with OpenSSL 3.0; all others take 0.4 ms or less. */
    {14, false, ALGORITHM_ECDSA, "P-384", HASH_SHA384, 48, 3},
    {15, false, ALGORITHM_EDDSA, "ED25519", HASH_NONE, 0, 1},
    {16, false, ALGORITHM_EDDSA, "ED448", HASH_NONE, 0, 1},
};

static bool legacy_allowed;

void
algorithm_allow_legacy(void)
{
	legacy_allowed = true;
}

static bool sha1_refused;

void
algorithm_refuse_sha1(void)
{
	sha1_refused = true;
}

bool
algorithm_sha1_refused(void)
{
	return sha1_refused;
}

static EVP_MD *hashes[HASH_COUNT];
static pthread_once_t hashes_once = PTHREAD_ONCE_INIT;

static void
fetch_hashes(void)
{
	static const char *const names[HASH_COUNT] = {
	    [HASH_MD5] = "MD5",
	    [HASH_SHA1] = "SHA1",
	    [HASH_SHA256] = "SHA256",
	    [HASH_SHA384] = "SHA384",
	    [HASH_SHA512] = "SHA512",
	};
	for (size_t i = HASH_MD5; i < HASH_COUNT; i++)
		hashes[i] = EVP_MD_fetch(NULL, names[i], NULL);
}

/* Fetched once: EVP_sha256() is looked up anew by each use. */
const EVP_MD *
algorithm_md(enum algorithm_hash hash)
{
	pthread_once(&hashes_once, fetch_hashes);
	return hashes[hash];
}

static const struct algorithm *
find_any(uint8_t number)
{
	for (size_t i = 0; i < ARRAY_LEN(algorithms); i++) {
		const struct algorithm *a = &algorithms[i];
		if (a->number == number && (!a->legacy || legacy_allowed))
			return a;
	}
	return NULL;
}

const struct algorithm *
algorithm_find(uint8_t number)
{
	const struct algorithm *a = find_any(number);
	return a != NULL && sha1_refused && a->hash == HASH_SHA1 ? NULL : a;
}

bool
algorithm_is_sha1(uint8_t number)
{
	const struct algorithm *a = find_any(number);
	return a != NULL && a->hash == HASH_SHA1;
}

bool
algorithm_supported(uint8_t number)
{
	return algorithm_find(number) != NULL;
}

bool
algorithm_deprecated(uint8_t number)
{
	const struct algorithm *a = algorithm_find(number);
	return a != NULL && (a->hash == HASH_MD5 || a->hash == HASH_SHA1);
}

unsigned
algorithm_cost(uint8_t number)
{
	const struct algorithm *a = algorithm_find(number);
	return a != NULL ? a->cost : 1;
}
