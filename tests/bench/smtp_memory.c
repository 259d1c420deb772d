/*
 * smtp_memory.c - what OpenSSL alone costs for a session: client and server in
 * one thread, over memory, no network.
 *
 *	smtp_memory rsa|p256 1.2|1.3 SESSIONS
 *
 * A handshake, then two commands and two replies; each session meets another
 * leaf, in a chain of one to three certificates as the simnet's hosts have.
 * Prints the client's CPU time a session and the server's, in us.
 */
#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/ssl.h>

static int64_t
cpu_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

struct side {
	SSL *ssl;
	int64_t spent_ns;
};

static X509 *
make_certificate(EVP_PKEY *key, EVP_PKEY *issuer, const char *name, unsigned n)
{
	X509 *x = X509_new();
	X509_set_version(x, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(x), n + 1);
	X509_gmtime_adj(X509_getm_notBefore(x), 0);
	X509_gmtime_adj(X509_getm_notAfter(x), 86400);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN",
	    MBSTRING_UTF8, (const uint8_t *)name, -1, -1, 0);
	X509_NAME_add_entry_by_txt(X509_get_issuer_name(x), "CN", MBSTRING_UTF8,
	    (const uint8_t *)"issuer", -1, -1, 0);
	X509_set_pubkey(x, key);
	int len = X509_sign(x, issuer, EVP_sha256());
	assert(len > 0);
	return x;
}

static SSL *
new_side(SSL_CTX *ctx)
{
	SSL *ssl = SSL_new(ctx);
	BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
	BIO_set_mem_eof_return(in, -1);
	BIO_set_mem_eof_return(out, -1);
	SSL_set_bio(ssl, in, out);
	return ssl;
}

static void
carry(struct side *from, struct side *to)
{
	char bytes[8192];
	int len;
	while (
	    (len = BIO_read(SSL_get_wbio(from->ssl), bytes, sizeof(bytes))) > 0)
		BIO_write(SSL_get_rbio(to->ssl), bytes, len);
}

static bool
handshake(struct side *s)
{
	int64_t began = cpu_ns();
	int rc = SSL_do_handshake(s->ssl);
	s->spent_ns += cpu_ns() - began;
	return rc == 1;
}

static void
say(struct side *from, struct side *to, const char *text)
{
	char got[64];
	int64_t began = cpu_ns();
	SSL_write(from->ssl, text, (int)strlen(text));
	from->spent_ns += cpu_ns() - began;
	carry(from, to);
	began = cpu_ns();
	int len = SSL_read(to->ssl, got, sizeof(got));
	assert(len > 0);
	to->spent_ns += cpu_ns() - began;
}

/* New objects are the cost of their side. */
static void
begin(struct side *s, SSL_CTX *ctx, bool client)
{
	int64_t began = cpu_ns();
	s->ssl = new_side(ctx);
	if (client) {
		SSL_set_tlsext_host_name(s->ssl, "mx.example");
		SSL_set_connect_state(s->ssl);
	} else {
		SSL_set_accept_state(s->ssl);
	}
	s->spent_ns += cpu_ns() - began;
}

static void
end(struct side *s)
{
	int64_t began = cpu_ns();
	SSL_free(s->ssl);
	s->spent_ns += cpu_ns() - began;
}

static void
hold_session(struct side *client, struct side *server)
{
	bool done = false, heard = false;
	while (!done || !heard) {
		done = handshake(client);
		carry(client, server);
		heard = handshake(server);
		carry(server, client);
	}
	say(client, server, "EHLO scan.example\r\n");
	say(server, client, "250-mx.example\r\n250 8BITMIME\r\n");
	say(client, server, "QUIT\r\n");
	say(server, client, "221 bye\r\n");
}

int
main(int argc, char *argv[])
{
	if (argc != 4)
		return 2;
	bool rsa = strcmp(argv[1], "rsa") == 0;
	int version =
	    strcmp(argv[2], "1.2") == 0 ? TLS1_2_VERSION : TLS1_3_VERSION;
	unsigned sessions = (unsigned)strtoul(argv[3], NULL, 10);
	EVP_PKEY *key = rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256");
	EVP_PKEY *issuer = rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256");
	X509 *authority = make_certificate(issuer, issuer, "issuer", 0);
	SSL_CTX *of_client = SSL_CTX_new(TLS_client_method());
	SSL_CTX *of_server = SSL_CTX_new(TLS_server_method());
	SSL_CTX_set_min_proto_version(of_server, version);
	SSL_CTX_set_max_proto_version(of_server, version);
	SSL_CTX_set_num_tickets(of_server, 0);
	SSL_CTX_set_options(of_server, SSL_OP_NO_TICKET);
	SSL_CTX_set_session_cache_mode(of_server, SSL_SESS_CACHE_OFF);
	struct side client = {0}, server = {0};
	for (unsigned i = 0; i < sessions; i++) {
		char name[32];
		snprintf(name, sizeof(name), "mx%u.example", i);
		X509 *leaf = make_certificate(key, issuer, name, i);
		begin(&client, of_client, true);
		begin(&server, of_server, false);
		SSL_use_certificate(server.ssl, leaf);
		SSL_use_PrivateKey(server.ssl, key);
		for (unsigned more = i % 3; more > 0; more--)
			SSL_add1_chain_cert(server.ssl, authority);
		hold_session(&client, &server);
		end(&client);
		end(&server);
		X509_free(leaf);
	}
	printf("%.2f %.2f\n", (double)client.spent_ns / 1e3 / sessions,
	    (double)server.spent_ns / 1e3 / sessions);
	SSL_CTX_free(of_client);
	SSL_CTX_free(of_server);
	X509_free(authority);
	EVP_PKEY_free(key);
	EVP_PKEY_free(issuer);
	return 0;
}
