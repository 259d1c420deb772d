#include "certificates.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include <openssl/sha.h>
#include <openssl/x509v3.h>

static void
add_extension(X509 *x, int nid, const char *value)
{
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
	assert(e != NULL);
	X509_add_ext(x, e, -1);
	X509_EXTENSION_free(e);
}

/* Signed by `issuer`, or by itself when that is NULL. */
static X509 *
make_certificate(const char *name, EVP_PKEY *key, const X509 *issuer,
    EVP_PKEY *issuer_key, bool authority)
{
	char san[SIMNET_NAME_MAX + 8];
	X509 *x = X509_new();
	assert(x != NULL);
	X509_set_version(x, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
	ASN1_TIME_set_string(X509_getm_notBefore(x), "20250101000000Z");
	ASN1_TIME_set_string(X509_getm_notAfter(x), "20350101000000Z");
	X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN",
	    MBSTRING_UTF8, (const uint8_t *)name, -1, -1, 0);
	X509_set_issuer_name(
	    x, X509_get_subject_name(issuer != NULL ? issuer : x));
	X509_set_pubkey(x, key);
	add_extension(x, NID_basic_constraints,
	    authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
	if (!authority) {
		snprintf(san, sizeof(san), "DNS:%s", name);
		add_extension(x, NID_subject_alt_name, san);
	}
	EVP_PKEY *by = issuer_key != NULL ? issuer_key : key;
	bool own_digest = EVP_PKEY_get_id(by) == EVP_PKEY_ED25519;
	int len = X509_sign(x, by, own_digest ? NULL : EVP_sha256());
	assert(len > 0);
	return x;
}

static EVP_PKEY *
make_key(enum simnet_keys_of_mail kind, uint64_t seed, const char *what,
    unsigned index)
{
	EVP_PKEY *key = NULL;
	switch (kind) {
	case SIMNET_KEYS_ED25519:
		return simnet_derive_key(seed, what, index);
	case SIMNET_KEYS_RSA:
		key = EVP_RSA_gen(2048);
		break;
	case SIMNET_KEYS_P256:
		key = EVP_EC_gen("P-256");
		break;
	}
	assert(key != NULL);
	return key;
}

void
simnet_certificates_init(
    struct simnet_certificates *c, uint64_t seed, enum simnet_keys_of_mail keys)
{
	for (unsigned i = 0; i < SIMNET_LEAF_KEYS; i++)
		c->leaf_key[i] = make_key(keys, seed, "leaf", i);
	c->root_key = make_key(keys, seed, "authority", 0);
	c->middle_key = make_key(keys, seed, "authority", 1);
	c->kept = NULL;
	if (keys != SIMNET_KEYS_ED25519)
		c->kept = simnet_leaf_cache_new();
	c->root =
	    make_certificate("Simnet Root", c->root_key, NULL, NULL, true);
	c->middle = make_certificate(
	    "Simnet Intermediate", c->middle_key, c->root, c->root_key, true);
}

void
simnet_certificates_fini(struct simnet_certificates *c)
{
	for (unsigned i = 0; i < SIMNET_LEAF_KEYS; i++)
		EVP_PKEY_free(c->leaf_key[i]);
	EVP_PKEY_free(c->root_key);
	EVP_PKEY_free(c->middle_key);
	X509_free(c->root);
	X509_free(c->middle);
	simnet_leaf_cache_free(c->kept);
}

static X509 *
new_leaf(const struct simnet_certificates *c, const struct simnet_host *host)
{
	EVP_PKEY *key = c->leaf_key[host->key % SIMNET_LEAF_KEYS];
	if (host->chain == 1)
		return make_certificate(host->name, key, NULL, NULL, false);
	if (host->chain == 2)
		return make_certificate(
		    host->name, key, c->root, c->root_key, false);
	return make_certificate(
	    host->name, key, c->middle, c->middle_key, false);
}

X509 *
simnet_make_leaf(
    const struct simnet_certificates *c, const struct simnet_host *host)
{
	X509 *x =
	    c->kept != NULL ? simnet_leaf_cache_find(c->kept, host) : NULL;
	if (x != NULL)
		return x;
	x = new_leaf(c, host);
	if (c->kept != NULL)
		simnet_leaf_cache_keep(c->kept, host, x);
	return x;
}

static void
digest_of_key(EVP_PKEY *key, uint8_t digest[32])
{
	uint8_t *der = NULL;
	int len = i2d_PUBKEY(key, &der);
	assert(len > 0);
	SHA256(der, (size_t)len, digest);
	OPENSSL_free(der);
}

static void
digest_of_certificate(const X509 *x, uint8_t digest[32])
{
	unsigned len = 32;
	int ok = X509_digest(x, EVP_sha256(), digest, &len);
	assert(ok == 1);
}

void
simnet_make_tlsa(const struct simnet_certificates *c,
    const struct simnet_host *host, struct simnet_rdata *out)
{
	uint8_t *digest = out->bytes + 3;
	bool whole = host->tlsa == SIMNET_TLSA_301;
	bool authority = host->tlsa == SIMNET_TLSA_211;
	memcpy(
	    out->bytes, (uint8_t[3]){authority ? 2 : 3, whole ? 0 : 1, 1}, 3);
	out->len = 3 + 32;
	if (whole) {
		X509 *leaf = simnet_make_leaf(c, host);
		digest_of_certificate(leaf, digest);
		X509_free(leaf);
		return;
	}
	digest_of_key(
	    authority ? c->root_key : c->leaf_key[host->key % SIMNET_LEAF_KEYS],
	    digest);
	if (host->tlsa == SIMNET_TLSA_WRONG) /* of nothing that we know */
		SHA256(digest, 32, digest);
}

unsigned
simnet_chain_digests(const struct simnet_certificates *c,
    const struct simnet_host *host, uint8_t digest[SIMNET_CHAIN_MAX][32])
{
	X509 *leaf = simnet_make_leaf(c, host);
	digest_of_certificate(leaf, digest[0]);
	X509_free(leaf);
	if (host->chain == 3)
		digest_of_certificate(c->middle, digest[1]);
	if (host->chain > 1)
		digest_of_certificate(c->root, digest[host->chain - 1]);
	return host->chain;
}

bool
simnet_use_chain(const struct simnet_certificates *c,
    const struct simnet_host *host, SSL *ssl)
{
	X509 *leaf = simnet_make_leaf(c, host);
	EVP_PKEY *key = c->leaf_key[host->key % SIMNET_LEAF_KEYS];
	bool ok = SSL_use_certificate(ssl, leaf) == 1 &&
		  SSL_use_PrivateKey(ssl, key) == 1;
	if (host->chain == 3)
		ok &= SSL_add1_chain_cert(ssl, c->middle) == 1;
	if (host->chain > 1)
		ok &= SSL_add1_chain_cert(ssl, c->root) == 1;
	X509_free(leaf);
	return ok;
}
