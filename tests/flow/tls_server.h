/*
 * tls_server.h - the server's side of TLS for tests: OpenSSL over memory
 * BIOs, with certificates made on the spot.
 */
#ifndef TLS_SERVER_H
#define TLS_SERVER_H

#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string.h>

struct tls_server_config {
	int version;       /* TLS1_VERSION ...; 0: any */
	unsigned extra;    /* certificates behind the leaf */
	unsigned filler;   /* bytes of a comment in each of them */
	bool wants_client; /* fails after the chain: asks for one of ours */
};

static inline void
add_extension(X509 *x, int nid, const char *value)
{
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
	X509_add_ext(x, e, -1);
	X509_EXTENSION_free(e);
}

/* Self-signed; `not_after` as GeneralizedTime. */
static inline X509 *
make_certificate(
    EVP_PKEY *key, const char *name, const char *not_after, unsigned filler)
{
	char san[256];
	X509 *x = X509_new();
	X509_set_version(x, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
	ASN1_TIME_set_string(X509_getm_notBefore(x), "20260102030405Z");
	ASN1_TIME_set_string(X509_getm_notAfter(x), not_after);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN",
	    MBSTRING_UTF8, (const uint8_t *)name, -1, -1, 0);
	X509_set_issuer_name(x, X509_get_subject_name(x));
	X509_set_pubkey(x, key);
	snprintf(san, sizeof(san), "DNS:%s,DNS:other.example", name);
	add_extension(x, NID_subject_alt_name, san);
	if (filler > 0) {
		char *comment = calloc(1, filler + 1);
		memset(comment, 'x', filler);
		add_extension(x, NID_netscape_comment, comment);
		free(comment);
	}
	X509_sign(x, key, EVP_sha256());
	return x;
}

static inline SSL_CTX *
tls_server_context(const struct tls_server_config *config)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *leaf = make_certificate(key, "mx.example", "20300101000000Z", 0);
	SSL_CTX_set_security_level(ctx, 0);
	SSL_CTX_set_min_proto_version(
	    ctx, config->version ? config->version : TLS1_VERSION);
	SSL_CTX_set_max_proto_version(ctx, config->version);
	SSL_CTX_set_cipher_list(ctx, "ALL:@SECLEVEL=0");
	SSL_CTX_use_certificate(ctx, leaf);
	SSL_CTX_use_PrivateKey(ctx, key);
	for (unsigned i = 0; i < config->extra; i++)
		SSL_CTX_add_extra_chain_cert(
		    ctx, make_certificate(key, "ca.example", "20300101000000Z",
			     config->filler));
	if (config->wants_client)
		SSL_CTX_set_verify(ctx,
		    SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	X509_free(leaf);
	EVP_PKEY_free(key);
	return ctx;
}

static inline SSL *
tls_server_new(SSL_CTX *ctx)
{
	SSL *ssl = SSL_new(ctx);
	BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
	BIO_set_mem_eof_return(in, -1);
	BIO_set_mem_eof_return(out, -1);
	SSL_set_bio(ssl, in, out);
	SSL_set_accept_state(ssl);
	return ssl;
}

#endif
