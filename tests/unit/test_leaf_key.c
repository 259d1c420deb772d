/* What kind of key a leaf has, and a server with one of each kind. */
#include "tls/leaf_key.h"

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "tap.h"
#include "tests/flow/tls_server.h"
#include "tls/tls_client.h"

static void
add_certificate(SSL_CTX *ctx, EVP_PKEY *key, EVP_PKEY *issuer)
{
	X509 *x = make_certificate(key, "mx.example", "20300101000000Z", 0);
	if (issuer != NULL)
		X509_sign(x, issuer, EVP_sha256());
	if (SSL_CTX_use_certificate(ctx, x) != 1 ||
	    SSL_CTX_use_PrivateKey(ctx, key) != 1)
		abort();
	X509_free(x);
}

static SSL_CTX *
server_context(int version, bool rsa, bool ecdsa)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	EVP_PKEY *rsa_key = EVP_RSA_gen(2048), *ec_key = EVP_EC_gen("P-256");
	SSL_CTX_set_security_level(ctx, 0);
	SSL_CTX_set_min_proto_version(ctx, version);
	SSL_CTX_set_max_proto_version(ctx, version);
	SSL_CTX_set_cipher_list(ctx, "ALL:@SECLEVEL=0");
	if (rsa)
		add_certificate(ctx, rsa_key, NULL);
	if (ecdsa) /* as public authorities do: an EC leaf by an RSA key */
		add_certificate(ctx, ec_key, rsa_key);
	EVP_PKEY_free(rsa_key);
	EVP_PKEY_free(ec_key);
	return ctx;
}

static enum tls_progress
shake_hands(struct tls_client *c, SSL *server)
{
	uint8_t bytes[5000];
	enum tls_progress progress = TLS_MORE;
	for (unsigned round = 0; round < 20 && progress == TLS_MORE; round++) {
		size_t len;
		progress = tls_client_handshake(c);
		while ((len = tls_client_take(c, bytes, sizeof(bytes))) > 0)
			BIO_write(SSL_get_rbio(server), bytes, (int)len);
		SSL_do_handshake(server);
		int got = BIO_read(SSL_get_wbio(server), bytes, sizeof(bytes));
		if (got > 0 && tls_client_feed(c, bytes, (size_t)got) < 0)
			break;
	}
	return progress;
}

static const struct {
	const char *name;
	int version;
	bool rsa, ecdsa;
	enum leaf_key wanted, got; /* any: no handshake */
} rows[] = {
    {"TLS 1.3: both, and RSA is wanted", TLS1_3_VERSION, true, true,
	LEAF_KEY_RSA, LEAF_KEY_RSA},
    {"ECDSA", TLS1_3_VERSION, true, true, LEAF_KEY_ECDSA, LEAF_KEY_ECDSA},
    {"whatever it prefers", TLS1_3_VERSION, true, true, LEAF_KEY_ANY,
	LEAF_KEY_ECDSA},
    {"RSA is not there", TLS1_3_VERSION, false, true, LEAF_KEY_RSA,
	LEAF_KEY_ANY},
    {"ECDSA is not there", TLS1_3_VERSION, true, false, LEAF_KEY_ECDSA,
	LEAF_KEY_ANY},
    {"TLS 1.2: both, and RSA is wanted", TLS1_2_VERSION, true, true,
	LEAF_KEY_RSA, LEAF_KEY_RSA},
    {"ECDSA", TLS1_2_VERSION, true, true, LEAF_KEY_ECDSA, LEAF_KEY_ECDSA},
    {"RSA is not there", TLS1_2_VERSION, false, true, LEAF_KEY_RSA,
	LEAF_KEY_ANY},
    {"ECDSA is not there", TLS1_2_VERSION, true, false, LEAF_KEY_ECDSA,
	LEAF_KEY_ANY},
    {"TLS 1.0: both, and RSA is wanted", TLS1_VERSION, true, true, LEAF_KEY_RSA,
	LEAF_KEY_RSA},
    {"ECDSA", TLS1_VERSION, true, true, LEAF_KEY_ECDSA, LEAF_KEY_ECDSA},
};

static void
check_row(struct tls_context *context, size_t i)
{
	SSL_CTX *ctx =
	    server_context(rows[i].version, rows[i].rsa, rows[i].ecdsa);
	SSL *server = tls_server_new(ctx);
	struct tls_client *c;
	const uint8_t *der;
	size_t len;
	enum leaf_key got = LEAF_KEY_ANY;
	if (tls_client_new(context, "mx.example", rows[i].wanted, &c) < 0)
		abort();
	enum tls_progress progress = shake_hands(c, server);
	if (progress == TLS_READY && tls_client_certificate(c, 0, &der, &len))
		got = leaf_key_of(der, len);
	ok(got == rows[i].got, rows[i].name);
	tls_client_free(c);
	SSL_free(server);
	SSL_CTX_free(ctx);
}

int
main(void)
{
	struct tls_context *context;
	if (tls_context_new(&context) < 0)
		return 1;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		check_row(context, i);
	ok(leaf_key_of((const uint8_t *)"no!!", 4) == LEAF_KEY_ANY,
	    "what is no certificate has no kind of key");
	ok(leaf_key_twin(LEAF_KEY_RSA) == LEAF_KEY_ECDSA &&
		leaf_key_twin(LEAF_KEY_ECDSA) == LEAF_KEY_RSA &&
		leaf_key_twin(LEAF_KEY_ANY) == LEAF_KEY_ANY,
	    "each is the other's twin");
	tls_context_free(context);
	return tap_end();
}
