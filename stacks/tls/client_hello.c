#include "tls/client_hello.h"

#include <assert.h>
#include <string.h>

#include "tls/cipher_suite.h"

enum {
	RECORD_HANDSHAKE = 22,
	TYPE_CLIENT_HELLO = 1,
	VERSION_1_0 = 0x0301, /* of the record: RFC 5246 E.1 */
	VERSION_1_2 = 0x0303,
	RENEGOTIATION_INFO_SCSV = 0x00ff, /* RFC 5746 3.3 */
	EXTENSION_SERVER_NAME = 0,
};

/* What no name changes.  Signatures as OpenSSL offers them. */
static const uint8_t extensions[] = {
    0, 11, 0, 2, 1, 0,                        /* points: as they are */
    0, 10, 0, 12, 0, 10,                      /* groups: */
    0, 29, 0, 23, 0, 30, 0, 25, 0, 24,        /* X25519 to P-384 */
    0, 23, 0, 0,                              /* RFC 7627 */
    0, 13, 0, 38, 0, 36,                      /* signatures: */
    4, 3, 5, 3, 6, 3, 8, 7, 8, 8,             /* ECDSA, EdDSA */
    8, 9, 8, 10, 8, 11, 8, 4, 8, 5, 8, 6,     /* PSS */
    4, 1, 5, 1, 6, 1, 3, 3, 3, 1, 2, 3, 2, 1, /* PKCS 1, SHA-1 */
};

/* Where bytes are put: whoever calls knows that there is room. */
struct hello_bytes {
	uint8_t *at;
};

static void
put8(struct hello_bytes *b, unsigned value)
{
	*b->at++ = (uint8_t)value;
}

static void
put16(struct hello_bytes *b, unsigned value)
{
	put8(b, value >> 8);
	put8(b, value);
}

static void
put(struct hello_bytes *b, const void *bytes, size_t len)
{
	memcpy(b->at, bytes, len);
	b->at += len;
}

/* Room for a length of 16 bits, which is known later. */
static uint8_t *
open_length(struct hello_bytes *b)
{
	b->at += 2;
	return b->at;
}

static void
close_length(struct hello_bytes *b, uint8_t *from)
{
	struct hello_bytes length = {from - 2};
	put16(&length, (unsigned)(b->at - from));
}

static void
put_suites(struct hello_bytes *b)
{
	uint8_t *suites = open_length(b);
	for (size_t i = 0; i < TLS_CIPHER_SUITES; i++)
		put16(b, tls_cipher_suites[i].number);
	put16(b, RENEGOTIATION_INFO_SCSV);
	close_length(b, suites);
}

/* RFC 6066 3 */
static void
put_server_name(struct hello_bytes *b, const char *sni)
{
	const size_t len = strlen(sni);
	if (len == 0)
		return;
	put16(b, EXTENSION_SERVER_NAME);
	uint8_t *data = open_length(b), *list = open_length(b);
	put8(b, 0); /* a host name */
	uint8_t *name = open_length(b);
	put(b, sni, len);
	close_length(b, name);
	close_length(b, list);
	close_length(b, data);
}

size_t
client_hello_build(const char *sni,
    const uint8_t random[CLIENT_HELLO_RANDOM_BYTES], uint8_t *out)
{
	struct hello_bytes b = {out};
	assert(strlen(sni) <= CLIENT_HELLO_SNI_MAX);
	put8(&b, RECORD_HANDSHAKE);
	put16(&b, VERSION_1_0);
	uint8_t *record = open_length(&b);
	put8(&b, TYPE_CLIENT_HELLO);
	put8(&b, 0); /* a length of 24 bits */
	uint8_t *message = open_length(&b);
	put16(&b, VERSION_1_2);
	put(&b, random, CLIENT_HELLO_RANDOM_BYTES);
	put8(&b, 0); /* no session to resume */
	put_suites(&b);
	put8(&b, 1); /* one way to compress: */
	put8(&b, 0); /* none */
	uint8_t *all = open_length(&b);
	put_server_name(&b, sni);
	put(&b, extensions, sizeof(extensions));
	close_length(&b, all);
	close_length(&b, message);
	close_length(&b, record);
	return (size_t)(b.at - out);
}
