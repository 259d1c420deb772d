/*
 * Our own ClientHello before OpenSSL's servers, and what they send then, read
 * in the clear; and what nobody should send.
 */
#include "tls/server_flight.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"
#include "tests/flow/tls_server.h"
#include "tls/client_hello.h"

enum { FLIGHT_MAX = 200000 };

static uint8_t flight[FLIGHT_MAX];

/* Feeds all of it in pieces of this size. */
static enum server_flight_state
feed(struct server_flight *f, const uint8_t *bytes, size_t len, size_t step)
{
	for (size_t at = 0; at < len; at += step)
		server_flight_feed(
		    f, bytes + at, step < len - at ? step : len - at);
	return f->state;
}

/* What the server answers to our hello. */
static size_t
answer(SSL *server, const char *sni)
{
	uint8_t hello[CLIENT_HELLO_MAX];
	static const uint8_t random[CLIENT_HELLO_RANDOM_BYTES] = {1, 2, 3};
	size_t len = client_hello_build(sni, random, hello);
	BIO_write(SSL_get_rbio(server), hello, (int)len);
	SSL_do_handshake(server);
	int got = BIO_read(SSL_get_wbio(server), flight, sizeof(flight));
	return got > 0 ? (size_t)got : 0;
}

static const struct {
	const char *name;
	struct tls_server_config server;
	enum server_flight_state want;
	unsigned chain;
	const char *version; /* or why not */
} rows[] = {
    {"TLS 1.2", {TLS1_2_VERSION, 0, 0, false}, SERVER_FLIGHT_CHAIN, 1,
	"TLSv1.2"},
    {"TLS 1.2 to 1.3", {0, 2, 0, false}, SERVER_FLIGHT_CHAIN, 3, "TLSv1.2"},
    {"TLS 1.1", {TLS1_1_VERSION, 0, 0, false}, SERVER_FLIGHT_CHAIN, 1,
	"TLSv1.1"},
    {"TLS 1.0", {TLS1_VERSION, 1, 0, false}, SERVER_FLIGHT_CHAIN, 2, "TLSv1"},
    {"a chain of 90 kB, in several records", {TLS1_2_VERSION, 9, 9900, false},
	SERVER_FLIGHT_CHAIN, 10, "TLSv1.2"},
    {"a chain of 120 kB", {TLS1_2_VERSION, 12, 9900, false},
	SERVER_FLIGHT_REFUSED, 0, "a message of excessive size"},
    {"TLS 1.3 alone", {TLS1_3_VERSION, 0, 0, false}, SERVER_FLIGHT_REFUSED, 0,
	"alert 70"},
    {"who wants a certificate of ours", {TLS1_2_VERSION, 1, 0, true},
	SERVER_FLIGHT_CHAIN, 2, "TLSv1.2"},
};

static unsigned
chain_of(const struct server_flight *f, X509 *leaf)
{
	const uint8_t *der;
	uint8_t *want = NULL;
	size_t len;
	bool cut;
	unsigned n = 0;
	int want_len = i2d_X509(leaf, &want);
	if (f->state != SERVER_FLIGHT_CHAIN ||
	    !server_flight_certificate(f, 0, &der, &len, &cut) ||
	    len != (size_t)want_len || memcmp(der, want, len) != 0)
		want_len = -1;
	OPENSSL_free(want);
	while (
	    want_len >= 0 && server_flight_certificate(f, n, &der, &len, &cut))
		n++;
	return n;
}

static void
try_row(size_t i, size_t step)
{
	SSL_CTX *ctx = tls_server_context(&rows[i].server);
	SSL *server = tls_server_new(ctx);
	struct server_flight f;
	server_flight_init(&f);
	size_t len = answer(server, "mx.example");
	enum server_flight_state state = feed(&f, flight, len, step);
	unsigned chain = chain_of(&f, SSL_CTX_get0_certificate(ctx));
	printf("# %s: %zu bytes, %d, %s\n", rows[i].name, len, state, f.why);
	ok(state == rows[i].want && chain == rows[i].chain, rows[i].name);
	if (state == SERVER_FLIGHT_CHAIN) {
		const SSL_CIPHER *suite = SSL_get_pending_cipher(server);
		const char *name =
		    SSL_get_servername(server, TLSEXT_NAMETYPE_host_name);
		ok(strcmp(server_flight_version(&f), rows[i].version) == 0,
		    "its version");
		ok(strcmp(server_flight_cipher(&f),
		       SSL_CIPHER_get_name(suite)) == 0,
		    "its cipher, as the server names it");
		ok(name != NULL && strcmp(name, "mx.example") == 0,
		    "SNI was sent");
	} else {
		ok(strcmp(f.why, rows[i].version) == 0, "and why");
	}
	server_flight_fini(&f);
	SSL_free(server);
	SSL_CTX_free(ctx);
}

#define HELLO                                                                  \
	"\x02\x00\x00\x26\x03\x03"                                             \
	"0123456789abcdef0123456789abcdef\x00\xc0\x2f\x00"
#define CHAIN                                                                  \
	"\x0b\x00\x00\x0f\x00\x00\x0c\x00\x00\x04no!!\x00\x00\x02"             \
	"oh"
#define BYTES(b) b, sizeof(b) - 1

static const struct {
	const char *name, *bytes;
	size_t len;
	enum server_flight_state want;
	const char *why;
} bad[] = {
    {"both in one record", BYTES("\x16\x03\x03\x00\x3d" HELLO CHAIN),
	SERVER_FLIGHT_CHAIN, ""},
    {"a HelloRequest before", BYTES("\x16\x03\x03\x00\x41\0\0\0\0" HELLO CHAIN),
	SERVER_FLIGHT_CHAIN, ""},
    {"a warning before",
	BYTES("\x15\x03\x03\x00\x02\x01\x70\x16\x03\x03\x00\x3d" HELLO CHAIN),
	SERVER_FLIGHT_CHAIN, ""},
    {"no hello before", BYTES("\x16\x03\x03\x00\x13" CHAIN),
	SERVER_FLIGHT_REFUSED, "another message than was due"},
    {"two hellos", BYTES("\x16\x03\x03\x00\x54" HELLO HELLO),
	SERVER_FLIGHT_REFUSED, "another message than was due"},
    {"no certificate: a key exchange",
	BYTES("\x16\x03\x03\x00\x2e" HELLO "\x0c\0\0\0"), SERVER_FLIGHT_REFUSED,
	"another message than was due"},
    {"a hello cut short", BYTES("\x16\x03\x03\x00\x06\x02\0\0\x02\x03\x03"),
	SERVER_FLIGHT_REFUSED, "a ServerHello that is none"},
    {"a version of another time",
	BYTES("\x16\x03\x03\x00\x2a\x02\x00\x00\x26\x03\x04"
	      "0123456789abcdef0123456789abcdef\x00\x13\x01\x00"),
	SERVER_FLIGHT_REFUSED, "another version than was offered"},
    {"a cipher that was not offered",
	BYTES("\x16\x03\x03\x00\x2a\x02\x00\x00\x26\x03\x03"
	      "0123456789abcdef0123456789abcdef\x00\x00\x05\x00"),
	SERVER_FLIGHT_REFUSED, "another cipher than was offered"},
    {"handshake_failure", BYTES("\x15\x03\x03\x00\x02\x02\x28"),
	SERVER_FLIGHT_REFUSED, "alert 40"},
    {"close_notify", BYTES("\x15\x03\x03\x00\x02\x01\x00"),
	SERVER_FLIGHT_REFUSED, "alert 0"},
    {"SMTP", BYTES("454 no TLS today\r\n"), SERVER_FLIGHT_REFUSED, "no TLS"},
    {"application data", BYTES("\x17\x03\x03\x00\x01x"), SERVER_FLIGHT_REFUSED,
	"another record than was due"},
    {"an empty record", BYTES("\x16\x03\x03\x00\x00"), SERVER_FLIGHT_REFUSED,
	"no TLS"},
    {"a record that is too long", BYTES("\x16\x03\x03\x40\x01"),
	SERVER_FLIGHT_REFUSED, "no TLS"},
    {"nothing yet", BYTES("\x16\x03\x03\x00\x3d" HELLO), SERVER_FLIGHT_MORE,
	""},
};

static void
test_bad(size_t i)
{
	const uint8_t *bytes = (const uint8_t *)bad[i].bytes;
	bool good = true;
	for (size_t step = 1; step <= bad[i].len; step++) {
		struct server_flight f;
		server_flight_init(&f);
		good &= feed(&f, bytes, bad[i].len, step) == bad[i].want &&
			strcmp(f.why, bad[i].why) == 0;
		server_flight_fini(&f);
	}
	ok(good, bad[i].name);
}

/* The longest name has room, and no name is no extension. */
static void
test_names(void)
{
	uint8_t hello[CLIENT_HELLO_MAX];
	uint8_t random[CLIENT_HELLO_RANDOM_BYTES] = {0};
	char name[CLIENT_HELLO_SNI_MAX + 1];
	size_t bare = client_hello_build("", random, hello);
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	size_t full = client_hello_build(name, random, hello);
	printf("# %zu bytes, and %zu\n", bare, full);
	ok(full == bare + sizeof(name) - 1 + 9 && full <= CLIENT_HELLO_MAX,
	    "the longest name has room");
	SSL_CTX *ctx = tls_server_context(
	    &(struct tls_server_config){.version = TLS1_2_VERSION});
	SSL *server = tls_server_new(ctx);
	struct server_flight f;
	server_flight_init(&f);
	ok(feed(&f, flight, answer(server, ""), 1000) == SERVER_FLIGHT_CHAIN &&
		SSL_get_servername(server, TLSEXT_NAMETYPE_host_name) == NULL,
	    "no name is none");
	server_flight_fini(&f);
	SSL_free(server);
	SSL_CTX_free(ctx);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		try_row(i, FLIGHT_MAX);
		try_row(i, 7);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		test_bad(i);
	test_names();
	return tap_end();
}
