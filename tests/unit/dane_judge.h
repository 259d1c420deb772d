/*
 * dane_judge.h - what OpenSSL says of TLSA records, in a TLS handshake.
 *
 * Client and server meet in memory.  The client is what RFC 7671 wants of one
 * that has a secure TLSA RRset; nothing of our own code has a part in it.
 */
#ifndef DANE_JUDGE_H
#define DANE_JUDGE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

struct judge {
	SSL_CTX *client, *server;
};

/* One server and what the DNS says of it. */
struct judge_case {
	X509 **chain; /* as it is sent, leaf first */
	size_t chain_count;
	EVP_PKEY *key;
	const char *host, *also; /* NULL: nothing else */
	int64_t at_s;
};

struct judge_record {
	const uint8_t *rdata;
	size_t len;
};

struct judgement {
	int usable; /* how many records OpenSSL took */
	bool matched;
	int depth;
	bool pkix;     /* by a record of usage 0 or 1 */
	bool bare_key; /* of the record, not of a certificate */
	long error;    /* X509_V_ERR_... */
};

static inline void
judge_init(struct judge *j, X509 *root)
{
	j->client = SSL_CTX_new(TLS_client_method());
	j->server = SSL_CTX_new(TLS_server_method());
	assert(j->client != NULL && j->server != NULL);
	SSL_CTX_set_security_level(j->client, 0);
	SSL_CTX_set_security_level(j->server, 0);
	SSL_CTX_set_mode(j->server, SSL_MODE_NO_AUTO_CHAIN);
	SSL_CTX_set_num_tickets(j->server, 0);
	/* It goes on after a failure: what was sent is looked at. */
	SSL_CTX_set_verify(j->client, SSL_VERIFY_NONE, NULL);
	assert(SSL_CTX_dane_enable(j->client) == 1);
	SSL_CTX_dane_set_flags(j->client, DANE_FLAG_NO_DANE_EE_NAMECHECKS);
	X509_STORE *roots = SSL_CTX_get_cert_store(j->client);
	assert(X509_STORE_add_cert(roots, root) == 1);
}

static inline void
judge_fini(struct judge *j)
{
	SSL_CTX_free(j->client);
	SSL_CTX_free(j->server);
}

static inline SSL *
judge_server(const struct judge *j, const struct judge_case *c)
{
	SSL *ssl = SSL_new(j->server);
	STACK_OF(X509) *rest = sk_X509_new_null();
	for (size_t i = 1; i < c->chain_count; i++)
		assert(sk_X509_push(rest, c->chain[i]) > 0);
	assert(SSL_use_cert_and_key(ssl, c->chain[0], c->key, rest, 1) == 1);
	sk_X509_free(rest);
	SSL_set_accept_state(ssl);
	return ssl;
}

/* 1: taken; 0: OpenSSL calls it unusable. */
static inline int
judge_add(SSL *ssl, const struct judge_record *r)
{
	if (r->len < 3)
		return 0;
	int rc = SSL_dane_tlsa_add(ssl, r->rdata[0], r->rdata[1], r->rdata[2],
	    r->rdata + 3, r->len - 3);
	assert(rc >= 0);
	ERR_clear_error();
	return rc;
}

static inline SSL *
judge_client(const struct judge *j, const struct judge_case *c)
{
	SSL *ssl = SSL_new(j->client);
	assert(ssl != NULL && SSL_dane_enable(ssl, c->host) == 1);
	assert(c->also == NULL || SSL_add1_host(ssl, c->also) == 1);
	X509_VERIFY_PARAM_set_time(SSL_get0_param(ssl), (time_t)c->at_s);
	SSL_set_connect_state(ssl);
	return ssl;
}

static inline void
judge_shake_hands(SSL *client, SSL *server)
{
	BIO *near, *far;
	int rc = 0;
	assert(BIO_new_bio_pair(&near, 0, &far, 0) == 1);
	SSL_set_bio(client, near, near);
	SSL_set_bio(server, far, far);
	for (int i = 0; i < 10 && rc != 1; i++) {
		rc = SSL_do_handshake(client);
		rc = SSL_do_handshake(server) == 1 && rc == 1;
	}
	assert(rc == 1);
	ERR_clear_error();
}

/* The certificate message carried this chain, in this order. */
static inline void
judge_check_wire(SSL *client, const struct judge_case *c)
{
	STACK_OF(X509) *got = SSL_get_peer_cert_chain(client);
	assert((size_t)sk_X509_num(got) == c->chain_count);
	for (size_t i = 0; i < c->chain_count; i++)
		assert(X509_cmp(sk_X509_value(got, (int)i), c->chain[i]) == 0);
}

static inline struct judgement
judge(const struct judge *j, const struct judge_case *c,
    const struct judge_record *records, size_t count)
{
	struct judgement out = {.depth = -1};
	SSL *client = judge_client(j, c);
	for (size_t i = 0; i < count; i++)
		out.usable += judge_add(client, &records[i]);
	if (out.usable > 0) { /* without any, OpenSSL does PKIX */
		EVP_PKEY *key = NULL;
		SSL *server = judge_server(j, c);
		judge_shake_hands(client, server);
		judge_check_wire(client, c);
		out.error = SSL_get_verify_result(client);
		out.matched = out.error == X509_V_OK;
		out.depth = SSL_get0_dane_authority(client, NULL, &key);
		out.bare_key = key != NULL;
		assert(out.matched == (out.depth >= 0));
		SSL_free(server);
	}
	SSL_free(client);
	return out;
}

#endif
