/* The same hello, whatever version of OpenSSL makes it. */
#include "tls/tls_offer.h"

#include <errno.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "base/text.h"
#include "tap.h"
#include "tests/flow/tls_server.h"
#include "tls/tls_client.h"

enum {
	HELLO_MAX = 4096,
	RANDOM_AT = 11, /* 32 bytes, and behind a length the session's id */
	SEGMENT = 1460,
};

/* By OpenSSL 3.0 of Debian 12; random, session and key are zeros. */
static const char *const hellos[LEAF_KEY_COUNT] = {
    [LEAF_KEY_ANY] =
	"160301019f0100019b0303000000000000000000000000000000000000000000"
	"0000000000000000000000200000000000000000000000000000000000000000"
	"00000000000000000000000000a0130213031301c02cc03000a3009fcca9cca8"
	"ccaac0afc0adc0a3c09fc05dc061c057c053c02bc02f00a2009ec0aec0acc0a2"
	"c09ec05cc060c056c052c024c028006b006ac073c07700c400c3c023c0270067"
	"0040c072c07600be00bdc00ac0140039003800880087c009c013003300320045"
	"0044009dc0a1c09dc051009cc0a0c09cc050003d00c0003c00ba00350084002f"
	"0041c006c010003b0002000100ff010000b20000000f000d00000a6d782e6578"
	"616d706c65000b000403000102000a00160014001d0017001e00190018010001"
	"01010201030104002300000016000000170000000d0030002e04030503060308"
	"0708080809080a080b0804080508060401050106010303020303010201030202"
	"02040205020602002b0009080304030303020301002d00020101003300260024"
	"001d002000000000000000000000000000000000000000000000000000000000"
	"00000000",
    [LEAF_KEY_RSA] =
	"1603010149010001450303000000000000000000000000000000000000000000"
	"0000000000000000000000200000000000000000000000000000000000000000"
	"0000000000000000000000000068130213031301c030009fcca8ccaac0a3c09f"
	"c061c053c02f009ec0a2c09ec060c052c028006bc07700c4c0270067c07600be"
	"c01400390088c01300330045009dc0a1c09dc051009cc0a0c09cc050003d00c0"
	"003c00ba00350084002f0041c010003b0002000100ff010000940000000f000d"
	"00000a6d782e6578616d706c65000b000403000102000a00160014001d001700"
	"1e0019001801000101010201030104002300000016000000170000000d001200"
	"1008040805080604010501060103010201002b0009080304030303020301002d"
	"00020101003300260024001d0020000000000000000000000000000000000000"
	"0000000000000000000000000000",
    [LEAF_KEY_ECDSA] =
	"1603010109010001050303000000000000000000000000000000000000000000"
	"0000000000000000000000200000000000000000000000000000000000000000"
	"0000000000000000000000000028130213031301c02ccca9c0afc0adc05dc02b"
	"c0aec0acc05cc024c073c023c072c00ac009c00600ff010000940000000f000d"
	"00000a6d782e6578616d706c65000b000403000102000a00160014001d001700"
	"1e0019001801000101010201030104002300000016000000170000000d001200"
	"1004030503060303030203040105010601002b0009080304030303020301002d"
	"00020101003300260024001d0020000000000000000000000000000000000000"
	"0000000000000000000000000000",
};

static size_t
take_hello(struct tls_context *t, enum leaf_key leaf, uint8_t *out)
{
	struct tls_client *c;
	size_t len = 0, more;
	if (tls_client_new(t, "mx.example", leaf, &c) < 0)
		return 0;
	(void)tls_client_handshake(c);
	while ((more = tls_client_take(c, out + len, HELLO_MAX - len)) > 0)
		len += more;
	tls_client_free(c);
	return len;
}

static void
test_pinned(struct tls_context *t, enum leaf_key leaf, const char *name)
{
	uint8_t hello[HELLO_MAX];
	struct text hex;
	size_t len = take_hello(t, leaf, hello);
	text_init(&hex);
	if (len > SEGMENT)
		printf("# %zu bytes\n", len);
	if (len > RANDOM_AT + 65 + 32) {
		memset(hello + RANDOM_AT, 0, 32);
		memset(hello + RANDOM_AT + 33, 0, 32);
		memset(hello + len - 32, 0, 32);
		text_add_hex(&hex, hello, len);
	}
	bool same = text_ok(&hex) && hex.len > 0 &&
		    strcmp(hex.bytes, hellos[leaf]) == 0;
	ok(same, name);
	if (!same && hex.len > 0)
		printf("# %s\n", hex.bytes);
	text_fini(&hex);
}

static const struct {
	const char *groups;
	bool known;
} lists[] = {
    {"X25519", true},
    {"P-256,X448", true},
    {"ffdhe2048", true},
    {"X25519,x25519", false},
    {"X25519,", false},
    {"", false},
    {"X25519:P-256", false},
    {"*X25519", false},
    {"-X25519", false},
    {"DEFAULT", false},
    {"X25519,NoSuchGroup", false},
    {"a-name-of-more-than-any-version-reads-12345678901234567890", false},
};

static void
test_lists(void)
{
	struct text why;
	for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
		text_init(&why);
		bool known = tls_client_knows_groups(lists[i].groups, &why);
		ok(known == lists[i].known && (why.len == 0) == known,
		    lists[i].groups);
		if (why.len > 0)
			printf("# %s\n", why.bytes);
		text_fini(&why);
	}
}

/* Feeds each what the other said, as often as they have something to say. */
static void
carry(struct tls_client *c, SSL *server, enum tls_progress *progress)
{
	uint8_t bytes[HELLO_MAX];
	size_t len;
	for (unsigned round = 0; round < 20; round++) {
		*progress = tls_client_handshake(c);
		while ((len = tls_client_take(c, bytes, sizeof(bytes))) > 0)
			BIO_write(SSL_get_rbio(server), bytes, (int)len);
		SSL_do_handshake(server);
		int got = BIO_read(SSL_get_wbio(server), bytes, sizeof(bytes));
		if (got <= 0 && *progress != TLS_MORE)
			return;
		if (got > 0 && tls_client_feed(c, bytes, (size_t)got) < 0)
			return;
	}
}

/* What both agree on is what the record has. */
static void
test_agreed(const char *offered, const char *agreed)
{
	struct tls_context *t;
	struct tls_client *c;
	enum tls_progress progress = TLS_FAILED;
	struct tls_server_config config = {0};
	if (tls_context_new_offering(offered, &t) < 0) {
		ok(false, offered);
		return;
	}
	SSL_CTX *ctx = tls_server_context(&config);
	SSL *server = tls_server_new(ctx);
	if (tls_client_new(t, "mx.example", LEAF_KEY_ANY, &c) == 0) {
		carry(c, server, &progress);
		ok(progress == TLS_READY &&
			strcmp(tls_client_group(c), agreed) == 0,
		    agreed);
		printf("# %s\n", tls_client_group(c));
		tls_client_free(c);
	}
	SSL_free(server);
	SSL_CTX_free(ctx);
	tls_context_free(t);
}

/* It came with 3.5: before that it is refused, and no other one is sent. */
static void
test_hybrid(void)
{
	static const char name[] = "X25519MLKEM768";
	uint8_t hello[HELLO_MAX];
	struct tls_context *t;
	if (OpenSSL_version_num() < 0x30500000) {
		ok(tls_context_new_offering(name, &t) == -EINVAL && t == NULL,
		    "a group that this OpenSSL has not is an error");
		return;
	}
	if (tls_context_new_offering(name, &t) < 0) {
		ok(false, name);
		return;
	}
	ok(take_hello(t, LEAF_KEY_ANY, hello) > SEGMENT,
	    "a hello of two segments");
	tls_context_free(t);
	test_agreed("X25519MLKEM768,X25519", name);
}

int
main(void)
{
	struct tls_context *t;
	if (tls_context_new(&t) < 0)
		return 1;
	printf("# %s\n", OpenSSL_version(OPENSSL_VERSION));
	test_pinned(t, LEAF_KEY_ANY, "the hello of all runs");
	test_pinned(t, LEAF_KEY_RSA, "for a leaf with an RSA key");
	test_pinned(t, LEAF_KEY_ECDSA, "for one with an ECDSA key");
	tls_context_free(t);
	test_lists();
	test_agreed(NULL, "x25519");
	test_agreed("P-384", "secp384r1");
	test_agreed("X448", "x448");
	test_hybrid();
	return tap_end();
}
