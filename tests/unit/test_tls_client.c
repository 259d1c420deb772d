#include "tls/tls_client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"
#include "tests/flow/tls_server.h"

/* In pieces, between which it is put to rest; 0: neither. */
static size_t piece;

static bool
feed(struct tls_client *c, const uint8_t *bytes, size_t len,
    enum tls_progress *progress)
{
	size_t step = piece > 0 ? piece : len;
	for (size_t at = 0; at < len; at += step) {
		size_t some = len - at < step ? len - at : step;
		if (piece > 0)
			tls_client_rest(c);
		if (tls_client_feed(c, bytes + at, some) < 0)
			return false;
		if (*progress == TLS_MORE)
			*progress = tls_client_handshake(c);
	}
	return true;
}

/* Carries bytes to and fro until neither side has more to say. */
static enum tls_progress
shake_hands(struct tls_client *c, SSL *server)
{
	uint8_t bytes[5000];
	enum tls_progress progress = TLS_MORE;
	for (unsigned round = 0; round < 100; round++) {
		size_t len;
		if (progress == TLS_MORE)
			progress = tls_client_handshake(c);
		while ((len = tls_client_take(c, bytes, sizeof(bytes))) > 0)
			BIO_write(SSL_get_rbio(server), bytes, (int)len);
		SSL_do_handshake(server);
		int got = BIO_read(SSL_get_wbio(server), bytes, sizeof(bytes));
		if (got <= 0 && progress != TLS_MORE)
			break;
		if (got > 0 && !feed(c, bytes, (size_t)got, &progress))
			break;
	}
	return progress;
}

static unsigned
chain_length(const struct tls_client *c, size_t *bytes)
{
	const uint8_t *der;
	size_t len;
	unsigned n = 0;
	for (*bytes = 0; tls_client_certificate(c, n, &der, &len); n++)
		*bytes += len;
	return n;
}

static bool
leaf_is(const struct tls_client *c, SSL_CTX *server)
{
	const uint8_t *der;
	uint8_t *want = NULL;
	size_t len;
	int want_len = i2d_X509(SSL_CTX_get0_certificate(server), &want);
	bool same = tls_client_certificate(c, 0, &der, &len) &&
		    len == (size_t)want_len && memcmp(der, want, len) == 0;
	OPENSSL_free(want);
	return same;
}

static const struct {
	const char *name;
	struct tls_server_config server;
	enum tls_progress want;
	unsigned chain;
	size_t bytes_min;
	const char *version;
} rows[] = {
    {"TLS 1.3", {TLS1_3_VERSION, 0, 0, false}, TLS_READY, 1, 300, "TLSv1.3"},
    {"TLS 1.2", {TLS1_2_VERSION, 2, 0, false}, TLS_READY, 3, 900, "TLSv1.2"},
    {"TLS 1.1", {TLS1_1_VERSION, 0, 0, false}, TLS_READY, 1, 300, "TLSv1.1"},
    {"TLS 1.0", {TLS1_VERSION, 1, 0, false}, TLS_READY, 2, 600, "TLSv1"},
    {"a chain of 20 kB, TLS 1.3", {TLS1_3_VERSION, 5, 4000, false}, TLS_READY,
	6, 20000, "TLSv1.3"},
    {"a chain of 20 kB, TLS 1.2", {TLS1_2_VERSION, 5, 4000, false}, TLS_READY,
	6, 20000, "TLSv1.2"},
    {"a chain of 90 kB", {TLS1_3_VERSION, 9, 9900, false}, TLS_READY, 10, 90000,
	"TLSv1.3"},
    {"a chain of 120 kB is none", {TLS1_2_VERSION, 12, 9900, false}, TLS_FAILED,
	0, 0, NULL},
    {"no certificate of ours, TLS 1.2: an alert after the chain",
	{TLS1_2_VERSION, 1, 0, true}, TLS_FAILED, 2, 600, NULL},
};

static void
try_row(struct tls_context *context, size_t i)
{
	struct tls_client *c;
	SSL_CTX *ctx = tls_server_context(&rows[i].server);
	SSL *server = tls_server_new(ctx);
	size_t bytes;
	if (tls_client_new(context, "mx.example", LEAF_KEY_ANY, &c) < 0)
		return;
	enum tls_progress got = shake_hands(c, server);
	unsigned chain = chain_length(c, &bytes);
	printf("# %s: %d, %u certificates, %zu bytes, %s\n", rows[i].name, got,
	    chain, bytes, tls_client_error(c));
	ok(got == rows[i].want, rows[i].name);
	ok(chain == rows[i].chain && bytes >= rows[i].bytes_min, "its chain");
	ok(chain == 0 || leaf_is(c, ctx), "the leaf, as sent");
	if (got == TLS_READY) {
		ok(strcmp(tls_client_version(c), rows[i].version) == 0,
		    "its version");
		ok(tls_client_cipher(c)[0] != '\0', "a cipher");
		ok(strcmp(SSL_get_servername(server, TLSEXT_NAMETYPE_host_name),
		       "mx.example") == 0,
		    "SNI was sent");
	} else {
		ok(tls_client_error(c)[0] != '\0', "an error is told");
	}
	tls_client_free(c);
	SSL_free(server);
	SSL_CTX_free(ctx);
}

/* A ServerHello of TLS 1.2, and a chain of two that are no certificates. */
static const uint8_t bad_chain[] =
    "\x16\x03\x03\x00\x2a\x02\x00\x00\x26\x03\x03"
    "0123456789abcdef0123456789abcdef\x00\xc0\x2f\x00"
    "\x16\x03\x03\x00\x13\x0b\x00\x00\x0f\x00\x00\x0c"
    "\x00\x00\x04no!!\x00\x00\x02"
    "oh";

static void
test_bad_chain(struct tls_context *context)
{
	struct tls_client *c;
	const uint8_t *der;
	size_t len;
	if (tls_client_new(context, "mx.example", LEAF_KEY_ANY, &c) < 0)
		return;
	enum tls_progress got = tls_client_handshake(c);
	ok(got == TLS_MORE, "a ClientHello goes first");
	if (tls_client_feed(c, bad_chain, sizeof(bad_chain) - 1) == 0)
		got = tls_client_handshake(c);
	printf("# %s\n", tls_client_error(c));
	ok(got == TLS_FAILED, "what does not parse ends the handshake");
	ok(tls_client_certificate(c, 0, &der, &len) && len == 4 &&
		memcmp(der, "no!!", 4) == 0,
	    "and is kept");
	ok(tls_client_certificate(c, 1, &der, &len) && len == 2,
	    "so is what stands behind it");
	tls_client_free(c);
}

/* A chain of more than we keep is marked, one of as many is not. */
static void
test_long_chain(struct tls_context *context, unsigned extra)
{
	struct tls_client *c;
	size_t bytes;
	struct tls_server_config config = {
	    .version = TLS1_3_VERSION, .extra = extra};
	SSL_CTX *ctx = tls_server_context(&config);
	SSL *server = tls_server_new(ctx);
	if (tls_client_new(context, "mx.example", LEAF_KEY_ANY, &c) < 0)
		return;
	ok(shake_hands(c, server) == TLS_READY, "a long chain");
	ok(chain_length(c, &bytes) == TLS_CHAIN_MAX, "32 are kept");
	ok(tls_client_chain_cut(c) == (extra + 1 > TLS_CHAIN_MAX),
	    "and it is told whether there were more");
	ok(tls_client_own_error(c) == 0, "which is no failure of ours");
	tls_client_free(c);
	SSL_free(server);
	SSL_CTX_free(ctx);
}

/* OpenSSL's heap, which gives no block of this size. */
static size_t refused_bytes;

static void *
short_malloc(size_t len, const char *file, int line)
{
	(void)file, (void)line;
	return len == refused_bytes ? NULL : malloc(len);
}

static void *
short_realloc(void *at, size_t len, const char *file, int line)
{
	(void)file, (void)line;
	return realloc(at, len);
}

static void
short_free(void *at, const char *file, int line)
{
	(void)file, (void)line;
	free(at);
}

static void
test_no_memory(struct tls_context *context)
{
	enum { CERTIFICATE_MESSAGE_BYTES = 19 };
	struct tls_client *c;
	size_t bytes;
	if (tls_client_new(context, "mx.example", LEAF_KEY_ANY, &c) < 0)
		return;
	(void)tls_client_handshake(c);
	if (tls_client_feed(c, bad_chain, sizeof(bad_chain) - 1) < 0)
		return;
	refused_bytes = CERTIFICATE_MESSAGE_BYTES;
	(void)tls_client_handshake(c);
	refused_bytes = 0;
	ok(chain_length(c, &bytes) == 0, "without memory there is no chain");
	ok(tls_client_own_error(c) == -ENOMEM, "and that is told");
	tls_client_free(c);
}

/* At rest it hears nothing, and then all of it; what it says is said once. */
static void
test_rest(struct tls_context *context)
{
	struct tls_client *c;
	uint8_t out[1024];
	if (tls_client_new(context, "mx.example", LEAF_KEY_ANY, &c) < 0)
		return;
	tls_client_rest(c); /* nothing to rest from */
	ok(tls_client_handshake(c) == TLS_MORE &&
		tls_client_take(c, out, sizeof(out)) > 100,
	    "a ClientHello, and then rest");
	tls_client_rest(c);
	refused_bytes = 0;
	ok(tls_client_handshake(c) == TLS_MORE &&
		tls_client_take(c, out, sizeof(out)) == 0,
	    "nothing came, nothing goes");
	tls_client_close(c);
	ok(tls_client_feed(c, bad_chain, 4) == 0 &&
		tls_client_handshake(c) == TLS_MORE,
	    "nor does it for half of a header");
	ok(tls_client_feed(c, bad_chain + 4, 43) == 0 &&
		tls_client_handshake(c) == TLS_MORE &&
		tls_client_take(c, out, sizeof(out)) == 0,
	    "a ServerHello wakes it, and it does not greet again");
	tls_client_rest(c);
	tls_client_rest(c);
	ok(tls_client_feed(c, bad_chain + 47, 24) == 0 &&
		tls_client_handshake(c) == TLS_FAILED &&
		tls_client_error(c)[0] != '\0' && tls_client_own_error(c) == 0,
	    "a second time for the chain, which is none");
	tls_client_free(c);
}

static void
test_text(struct tls_context *context)
{
	struct tls_client *c;
	struct tls_server_config config = {0};
	SSL_CTX *ctx = tls_server_context(&config);
	SSL *server = tls_server_new(ctx);
	char line[16] = "";
	uint8_t bytes[5000], read[16] = "";
	size_t len;
	if (tls_client_new(context, "mx.example", LEAF_KEY_ANY, &c) < 0)
		return;
	shake_hands(c, server);
	ok(tls_client_read(c, read, sizeof(read)) == 0, "nothing came yet");
	ok(tls_client_write(c, "QUIT\r\n"), "QUIT");
	while ((len = tls_client_take(c, bytes, sizeof(bytes))) > 0)
		BIO_write(SSL_get_rbio(server), bytes, (int)len);
	SSL_read(server, line, sizeof(line) - 1);
	ok(strcmp(line, "QUIT\r\n") == 0, "arrives");
	SSL_write(server, "221 bye\r\n", 9);
	int got = BIO_read(SSL_get_wbio(server), bytes, sizeof(bytes));
	ok(got > 0 && tls_client_feed(c, bytes, (size_t)got) == 0 &&
		tls_client_read(c, read, sizeof(read)) == 9,
	    "and is answered");
	ok(tls_client_group(c)[0] != '\0', "the group has a name");
	tls_client_free(c);
	SSL_free(server);
	SSL_CTX_free(ctx);
}

/* A ServerHello of TLS 1.2, and this message behind it. */
static void
try_reader(const char *name, const void *message, size_t len,
    enum tls_progress want, unsigned chain)
{
	struct tls_client *c;
	uint8_t out[1024];
	size_t bytes;
	if (tls_client_new_reader("mx.example", &c) < 0)
		return;
	size_t hello = tls_client_take(c, out, sizeof(out));
	bool fed = tls_client_feed(c, bad_chain, 47) == 0 &&
		   tls_client_handshake(c) == TLS_MORE &&
		   tls_client_feed(c, message, len) == 0;
	ok(hello > 100 && fed && tls_client_handshake(c) == want &&
		chain_length(c, &bytes) == chain,
	    name);
	ok(want == TLS_CHAIN ? strcmp(tls_client_cipher(c),
				   "ECDHE-RSA-AES128-GCM-SHA256") == 0 &&
				   strcmp(tls_client_version(c), "TLSv1.2") == 0
			     : tls_client_error(c)[0] != '\0',
	    "what the server chose, or why not");
	tls_client_close(c);
	ok(tls_client_take(c, out, sizeof(out)) == 14 && out[0] == 21,
	    "two alerts at the end");
	tls_client_free(c);
}

int
main(void)
{
	struct tls_context *context;
	if (CRYPTO_set_mem_functions(short_malloc, short_realloc, short_free) !=
		1 ||
	    tls_context_new(&context) < 0)
		return 1;
	static const size_t pieces[] = {0, 1000, 400};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (size_t k = 0; k < sizeof(pieces) / sizeof(*pieces); k++) {
			piece = pieces[k];
			try_row(context, i);
		}
	piece = 0;
	test_rest(context);
	test_bad_chain(context);
	test_long_chain(context, TLS_CHAIN_MAX - 1);
	test_long_chain(context, TLS_CHAIN_MAX);
	test_no_memory(context);
	test_text(context);
	tls_context_free(context);
	try_reader(
	    "a reader: a chain of two", bad_chain + 47, 24, TLS_CHAIN, 2);
	try_reader("a reader: an empty list", "\x16\3\3\0\7\x0b\0\0\3\0\0\0",
	    12, TLS_FAILED, 0);
	try_reader(
	    "a reader: an alert", "\x15\3\3\0\2\2\x28", 7, TLS_FAILED, 0);
	return tap_end();
}
