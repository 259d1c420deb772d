/*
 * server_flight.h - what a server of TLS 1.2 or before sends first: records,
 * ServerHello and Certificate, read in the clear up to the end of the chain.
 *
 * It proves nothing: who sends a chain need not hold its key.
 */
#ifndef TLS_SERVER_FLIGHT_H
#define TLS_SERVER_FLIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum server_flight_state {
	SERVER_FLIGHT_MORE,    /* wants more from the peer */
	SERVER_FLIGHT_CHAIN,   /* the chain is there */
	SERVER_FLIGHT_REFUSED, /* an alert, or nothing that we can read */
	SERVER_FLIGHT_FAILED,  /* there is no memory */
};

enum {
	SERVER_FLIGHT_HEADER_BYTES = 5,
	SERVER_FLIGHT_WHY_MAX = 64,
	SERVER_FLIGHT_CHAIN_MAX = 32, /* certificates */
};

/* One writer: server_flight_feed(), which leaves MORE once. */
struct server_flight {
	enum server_flight_state state;
	uint8_t header[SERVER_FLIGHT_HEADER_BYTES]; /* of the record */
	unsigned header_len;                        /* that has come */
	size_t record_left;                         /* bytes of it to come */
	uint8_t alert[2];
	unsigned alert_len;
	struct text messages; /* what the records held */
	size_t certificate;   /* where in them that message is */
	size_t next;          /* the message that is not read yet */
	bool has_hello;
	uint16_t version, suite;
	char why[SERVER_FLIGHT_WHY_MAX]; /* with REFUSED */
};

void server_flight_init(struct server_flight *f);
void server_flight_fini(struct server_flight *f);

/* What came.  Bytes behind the chain are passed over. */
enum server_flight_state server_flight_feed(
    struct server_flight *f, const uint8_t *bytes, size_t len);

/*
 * With SERVER_FLIGHT_CHAIN: one certificate as sent, leaf first, in DER.
 * False: no more; or, with `*cut`, more than we keep.
 */
bool server_flight_certificate(const struct server_flight *f, unsigned n,
    const uint8_t **der, size_t *len, bool *cut);

/* Once there is a ServerHello, as OpenSSL names them. */
const char *server_flight_version(const struct server_flight *f);
const char *server_flight_cipher(const struct server_flight *f);

#endif
