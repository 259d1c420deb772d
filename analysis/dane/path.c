#include "path.h"

#include <time.h>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

/* A connection that never connects: it carries the TLSA record (R15). */
static SSL *
carrier(SSL_CTX *ctx, const struct tlsa *r, const char *base)
{
	SSL *ssl = SSL_new(ctx);
	if (ssl == NULL || SSL_dane_enable(ssl, base) != 1 ||
	    SSL_dane_tlsa_add(ssl, r->usage, r->selector, r->mtype,
		r->data.bytes, r->data.len) != 1) {
		SSL_free(ssl);
		return NULL;
	}
	SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	return ssl;
}

static bool
set_names(X509_VERIFY_PARAM *param, const struct dane_peer *peer, bool names)
{
	if (X509_VERIFY_PARAM_set1_host(param, NULL, 0) != 1)
		return false;
	for (size_t i = 0; names && i < peer->name_count; i++) {
		if (X509_VERIFY_PARAM_add1_host(param, peer->names[i], 0) != 1)
			return false;
	}
	return true;
}

static STACK_OF(X509) * stack_of(const struct dane_peer *peer)
{
	STACK_OF(X509) *stack = sk_X509_new_null();
	for (size_t i = 0; stack != NULL && i < peer->chain_count; i++) {
		if (sk_X509_push(stack, peer->chain[i]) == 0) {
			sk_X509_free(stack);
			return NULL;
		}
	}
	return stack;
}

/* The certificate of the chain that is the same as `found`. */
static X509 *
own_cert(const struct dane_peer *peer, const X509 *found)
{
	for (size_t i = 0; found != NULL && i < peer->chain_count; i++) {
		if (X509_cmp(peer->chain[i], found) == 0)
			return peer->chain[i];
	}
	return NULL;
}

/* X509_V_OK, or OpenSSL's error. */
static int
verify(SSL *ssl, X509_STORE *store, STACK_OF(X509) * chain,
    const struct dane_peer *peer, bool names)
{
	int error = X509_V_ERR_UNSPECIFIED;
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	if (ctx == NULL ||
	    X509_STORE_CTX_init(ctx, store, peer->chain[0], chain) != 1 ||
	    X509_STORE_CTX_set_default(ctx, "ssl_server") != 1)
		goto free_ctx;
	X509_STORE_CTX_set0_dane(ctx, SSL_get0_dane(ssl));
	X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);
	X509_VERIFY_PARAM_set_time(param, (time_t)peer->at_s);
	X509_VERIFY_PARAM_set_auth_level(param, 0);
	X509_VERIFY_PARAM_set_hostflags(
	    param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
	if (!set_names(param, peer, names))
		goto free_ctx;
	int rc = X509_verify_cert(ctx);
	error = X509_STORE_CTX_get_error(ctx);
	if (rc != 1 && error == X509_V_OK)
		error = X509_V_ERR_UNSPECIFIED;

free_ctx:
	X509_STORE_CTX_free(ctx);
	return error;
}

/* Usage 2 knows no root but its own record's. */
static X509_STORE *
roots_of(const struct tlsa *r, const struct dane_peer *peer)
{
	if (r->usage == TLSA_TA || peer->roots == NULL)
		return X509_STORE_new();
	return X509_STORE_up_ref(peer->roots) == 1 ? peer->roots : NULL;
}

/* One try; where it succeeds `*depth` and `*cert` say what the anchor is. */
static int
attempt(const struct tlsa *r, const struct dane_peer *peer, bool names,
    int *depth, X509 **cert)
{
	int error = X509_V_ERR_UNSPECIFIED;
	SSL_CTX *ssl_ctx = SSL_CTX_new(TLS_client_method());
	X509_STORE *store = roots_of(r, peer);
	STACK_OF(X509) *chain = stack_of(peer);
	SSL *ssl = NULL;
	if (ssl_ctx != NULL)
		SSL_CTX_set_security_level(ssl_ctx, 0);
	if (ssl_ctx != NULL && SSL_CTX_dane_enable(ssl_ctx) == 1)
		ssl = carrier(ssl_ctx, r, peer->names[0]);
	if (ssl != NULL && store != NULL && chain != NULL)
		error = verify(ssl, store, chain, peer, names);
	if (error == X509_V_OK) {
		X509 *found = NULL;
		EVP_PKEY *bare = NULL;
		*depth = SSL_get0_dane_authority(ssl, &found, &bare);
		if (bare != NULL)
			++*depth; /* it is above what it signed */
		*cert = own_cert(peer, found);
	}
	SSL_free(ssl);
	sk_X509_free(chain);
	X509_STORE_free(store);
	SSL_CTX_free(ssl_ctx);
	ERR_clear_error();
	return error;
}

enum dane_path_end
dane_path(const struct tlsa *record, const struct dane_peer *peer, int *depth,
    X509 **cert)
{
	if (attempt(record, peer, true, depth, cert) == X509_V_OK)
		return DANE_PATH_OK;
	/* OpenSSL looks at names before signatures: ask without them. */
	if (attempt(record, peer, false, depth, cert) == X509_V_OK)
		return DANE_PATH_NAME;
	return DANE_PATH_BAD;
}

static bool
signed_by(X509 *cert, X509 *issuer)
{
	EVP_PKEY *key = X509_get0_pubkey(issuer);
	return key != NULL &&
	       X509_NAME_cmp(X509_get_issuer_name(cert),
		   X509_get_subject_name(issuer)) == 0 &&
	       X509_verify(cert, key) == 1;
}

bool
dane_path_leads(const struct dane_peer *peer, size_t at)
{
	bool reached[DANE_CHAIN_MAX] = {true};
	bool grew = true;
	while (grew && !reached[at]) {
		grew = false;
		for (size_t i = 0; i < peer->chain_count; i++) {
			for (size_t k = 1; k < peer->chain_count; k++) {
				if (!reached[i] || reached[k] ||
				    !signed_by(peer->chain[i], peer->chain[k]))
					continue;
				reached[k] = grew = true;
			}
		}
	}
	ERR_clear_error();
	return reached[at];
}
