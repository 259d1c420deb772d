/*
 * tls_reader.h - a client of TLS that reads the server's certificates and goes:
 * no OpenSSL object, no key, and no handshake that could be finished.
 *
 * The hello is client_hello.h's.  The end is what RFC 5246 7.2.1 has for who
 * does not go on: user_canceled, close_notify.
 */
#ifndef TLS_READER_H
#define TLS_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "tls/server_flight.h"

struct tls_reader;

/* `sni` as of client_hello_build().  0 or -errno. */
MUST_USE int tls_reader_new(const char *sni, struct tls_reader **out);
void tls_reader_free(struct tls_reader *r); /* NULL is fine */

/* What came from the peer. */
enum server_flight_state tls_reader_feed(
    struct tls_reader *r, const uint8_t *bytes, size_t len);

/* Says that we go: to be taken, once. */
void tls_reader_close(struct tls_reader *r);

/* Bytes for the peer: gives how many of `max`; 0: none. */
size_t tls_reader_take(struct tls_reader *r, uint8_t *out, size_t max);

const struct server_flight *tls_reader_flight(const struct tls_reader *r);

#endif
