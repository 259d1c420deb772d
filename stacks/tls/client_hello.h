/*
 * client_hello.h - a ClientHello of our own making, without OpenSSL: TLS 1.2
 * at most, so that the server's certificates come in the clear (RFC 5246).
 *
 * It is for whoever looks at the chain and then goes: the handshake cannot be
 * finished with it.
 */
#ifndef TLS_CLIENT_HELLO_H
#define TLS_CLIENT_HELLO_H

#include <stddef.h>
#include <stdint.h>

enum {
	CLIENT_HELLO_RANDOM_BYTES = 32,
	CLIENT_HELLO_SNI_MAX = 255,
	CLIENT_HELLO_MAX = 512, /* bytes of its record */
};

/*
 * Writes the record into `out` (room for CLIENT_HELLO_MAX), and gives its
 * length.  `sni`: a host name without the final dot, of CLIENT_HELLO_SNI_MAX
 * bytes at most; "": none is sent.
 */
size_t client_hello_build(const char *sni,
    const uint8_t random[CLIENT_HELLO_RANDOM_BYTES], uint8_t *out);

#endif
