/* What is cut out of OpenSSL is missed by no handshake. */
#include "tls/tls_algorithms.h"

#include <openssl/dh.h>
#include <openssl/dsa.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "tap.h"
#include "tls/tls_offer.h"

static const char all[] = "ALL:COMPLEMENTOFALL:!aNULL:@SECLEVEL=0";

static SSL_CTX *
context(OSSL_LIB_CTX *lib, const SSL_METHOD *method)
{
	SSL_CTX *ctx = SSL_CTX_new_ex(lib, NULL, method);
	SSL_CTX_set_security_level(ctx, 0);
	SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION);
	SSL_CTX_set_cipher_list(ctx, all);
	SSL_CTX_set_dh_auto(ctx, 1);
	return ctx;
}

static SSL *
side(SSL_CTX *ctx)
{
	SSL *ssl = SSL_new(ctx);
	BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
	BIO_set_mem_eof_return(in, -1);
	BIO_set_mem_eof_return(out, -1);
	SSL_set_bio(ssl, in, out);
	return ssl;
}

static void
carry(SSL *from, SSL *to)
{
	char bytes[4096];
	int len;
	while ((len = BIO_read(SSL_get_wbio(from), bytes, sizeof(bytes))) > 0)
		BIO_write(SSL_get_rbio(to), bytes, len);
}

/* The handshake, and a line through it. */
static bool
meet(SSL *client, SSL *server)
{
	char line[8];
	int done = 0, heard = 0;
	SSL_set_connect_state(client);
	SSL_set_accept_state(server);
	for (int i = 0; i < 8 && (done != 1 || heard != 1); i++) {
		done = SSL_do_handshake(client);
		carry(client, server);
		heard = SSL_do_handshake(server);
		carry(server, client);
	}
	if (done != 1 || heard != 1 || SSL_write(client, "QUIT\r\n", 6) != 6)
		return false;
	carry(client, server);
	return SSL_read(server, line, sizeof(line)) == 6 &&
	       memcmp(line, "QUIT\r\n", 6) == 0;
}

static X509 *
leaf(EVP_PKEY *key)
{
	X509 *x = X509_new();
	int id = EVP_PKEY_get_id(key);
	X509_set_version(x, 2);
	X509_gmtime_adj(X509_getm_notBefore(x), 0);
	X509_gmtime_adj(X509_getm_notAfter(x), 86400);
	X509_set_pubkey(x, key);
	bool own = id == EVP_PKEY_ED25519 || id == EVP_PKEY_ED448;
	X509_sign(x, key, own ? NULL : EVP_sha256());
	return x;
}

static bool
meet_with(SSL_CTX *client_ctx, SSL_CTX *server_ctx, EVP_PKEY *key,
    const char *suite, const char *group)
{
	SSL *client = side(client_ctx), *server = side(server_ctx);
	X509 *x = leaf(key);
	bool ready = SSL_use_certificate(server, x) == 1 &&
		     SSL_use_PrivateKey(server, key) == 1;
	if (suite != NULL && strncmp(suite, "TLS_", 4) == 0) {
		ready &= SSL_set_ciphersuites(server, suite) == 1;
	} else if (suite != NULL) {
		ready &= SSL_set_max_proto_version(server, TLS1_2_VERSION);
		ready &= SSL_set_cipher_list(server, suite) == 1;
	}
	if (group != NULL)
		ready &= SSL_set1_groups_list(server, group) == 1 &&
			 SSL_set1_groups_list(client, group) == 1;
	bool met = ready && meet(client, server);
	X509_free(x);
	SSL_free(client);
	SSL_free(server);
	return met;
}

static EVP_PKEY *
dsa_key(void)
{
	EVP_PKEY *params = NULL, *key = NULL;
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, "DSA", NULL);
	EVP_PKEY_paramgen_init(c);
	EVP_PKEY_CTX_set_dsa_paramgen_bits(c, 1024);
	EVP_PKEY_paramgen(c, &params);
	EVP_PKEY_CTX_free(c);
	c = EVP_PKEY_CTX_new_from_pkey(NULL, params, NULL);
	EVP_PKEY_keygen_init(c);
	EVP_PKEY_keygen(c, &key);
	EVP_PKEY_CTX_free(c);
	EVP_PKEY_free(params);
	return key;
}

static EVP_PKEY *
pss_key(void)
{
	EVP_PKEY *key = NULL;
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, "RSA-PSS", NULL);
	EVP_PKEY_keygen_init(c);
	EVP_PKEY_CTX_set_rsa_keygen_bits(c, 2048);
	EVP_PKEY_keygen(c, &key);
	EVP_PKEY_CTX_free(c);
	return key;
}

static void
test_same_offer(SSL_CTX *ours, SSL_CTX *whole)
{
	STACK_OF(SSL_CIPHER) *a = SSL_CTX_get_ciphers(ours);
	STACK_OF(SSL_CIPHER) *b = SSL_CTX_get_ciphers(whole);
	bool same = sk_SSL_CIPHER_num(a) == sk_SSL_CIPHER_num(b);
	for (int i = 0; same && i < sk_SSL_CIPHER_num(a); i++)
		same = SSL_CIPHER_get_id(sk_SSL_CIPHER_value(a, i)) ==
		       SSL_CIPHER_get_id(sk_SSL_CIPHER_value(b, i));
	ok(same && sk_SSL_CIPHER_num(a) > 50, "the same cipher suites");
	SSL *x = side(ours), *y = side(whole);
	SSL_set_connect_state(x);
	SSL_set_connect_state(y);
	SSL_do_handshake(x);
	SSL_do_handshake(y);
	ok(BIO_pending(SSL_get_wbio(x)) > 200 &&
		BIO_pending(SSL_get_wbio(x)) == BIO_pending(SSL_get_wbio(y)),
	    "a ClientHello of the same length: groups, signatures");
	SSL_free(x);
	SSL_free(y);
}

/* Whose key a suite is for, if a server of the default provider has it. */
static EVP_PKEY *
key_for(const SSL_CIPHER *c, EVP_PKEY *rsa, EVP_PKEY *ec, EVP_PKEY *dsa)
{
	switch (SSL_CIPHER_get_kx_nid(c)) {
	case NID_kx_rsa:
	case NID_kx_ecdhe:
	case NID_kx_dhe:
	case NID_kx_any:
		break;
	default:
		return NULL; /* keys agreed on before, or passwords */
	}
	switch (SSL_CIPHER_get_auth_nid(c)) {
	case NID_auth_ecdsa:
		return ec;
	case NID_auth_dss:
		return dsa;
	default:
		return rsa;
	}
}

static void
test_suites(
    SSL_CTX *ours, SSL_CTX *server, EVP_PKEY *rsa, EVP_PKEY *ec, EVP_PKEY *dsa)
{
	STACK_OF(SSL_CIPHER) *list = SSL_CTX_get_ciphers(ours);
	unsigned met = 0, all_of = 0;
	for (int i = 0; i < sk_SSL_CIPHER_num(list); i++) {
		const SSL_CIPHER *c = sk_SSL_CIPHER_value(list, i);
		EVP_PKEY *key = key_for(c, rsa, ec, dsa);
		const char *name = SSL_CIPHER_get_name(c);
		if (key == NULL)
			continue;
		all_of++;
		if (meet_with(ours, server, key, name, NULL))
			met++;
		else
			printf("# %s\n", name);
	}
	printf("# %u of %u\n", met, all_of);
	ok(met == all_of && met > 40, "each suite is spoken");
}

static void
test_groups(SSL_CTX *ours, SSL_CTX *server, EVP_PKEY *rsa)
{
	static const char *const groups[] = {"X25519", "X448", "P-256", "P-384",
	    "P-521", "ffdhe2048", "ffdhe3072"};
	for (size_t i = 0; i < ARRAY_LEN(groups); i++)
		ok(meet_with(
		       ours, server, rsa, "TLS_AES_128_GCM_SHA256", groups[i]),
		    groups[i]);
}

static void
test_keys(SSL_CTX *ours, SSL_CTX *whole, SSL_CTX *server)
{
	const struct {
		const char *name, *suite;
		EVP_PKEY *key;
		bool fails; /* as it does with all algorithms */
	} rows[] = {
	    {"RSA-PSS", NULL, pss_key(), false},
	    {"P-384", NULL, EVP_EC_gen("P-384"), false},
	    {"P-521", NULL, EVP_EC_gen("P-521"), false},
	    {"secp256k1", "ECDHE-ECDSA-AES128-SHA256", EVP_EC_gen("secp256k1"),
		true},
	    {"Ed25519", NULL, EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"), false},
	    {"Ed448", NULL, EVP_PKEY_Q_keygen(NULL, NULL, "ED448"), false},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		bool met =
		    meet_with(ours, server, rows[i].key, rows[i].suite, NULL);
		ok(met != rows[i].fails, rows[i].name);
		ok(met == meet_with(
			      whole, server, rows[i].key, rows[i].suite, NULL),
		    "as with all algorithms");
		EVP_PKEY_free(rows[i].key);
	}
}

static bool
same_key(OSSL_LIB_CTX *lib, const EVP_PKEY *other)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(lib, NULL, "X25519");
	bool same = EVP_PKEY_eq(key, other) == 1;
	EVP_PKEY_free(key);
	return same;
}

static void
test_shared_key(OSSL_LIB_CTX *lib)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(lib, NULL, "X25519");
	unsigned same = 0;
	for (unsigned i = 0; i < 200; i++)
		same += same_key(lib, key);
	printf("# %u\n", same);
	ok(same > 0 && same < 64, "a key share serves some sessions, not all");
	EVP_PKEY_free(key);
}

int
main(void)
{
	struct tls_algorithms algorithms;
	if (!tls_algorithms_init(&algorithms))
		return 1;
	SSL_CTX *ours = context(algorithms.lib, TLS_client_method());
	SSL_CTX *whole = context(NULL, TLS_client_method());
	SSL_CTX *server = context(NULL, TLS_server_method());
	EVP_PKEY *rsa = EVP_RSA_gen(2048), *ec = EVP_EC_gen("P-256");
	EVP_PKEY *dsa = dsa_key();
	ok(tls_offer_pin(ours) && tls_offer_pin(whole), "an offer is pinned");
	test_same_offer(ours, whole);
	test_suites(ours, server, rsa, ec, dsa);
	test_groups(ours, server, rsa);
	test_keys(ours, whole, server);
	test_shared_key(algorithms.lib);
	SSL_CTX_free(ours);
	SSL_CTX_free(whole);
	SSL_CTX_free(server);
	EVP_PKEY_free(rsa);
	EVP_PKEY_free(ec);
	EVP_PKEY_free(dsa);
	tls_algorithms_fini(&algorithms);
	return tap_end();
}
