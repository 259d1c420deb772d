/*
 * tls_object.h - OpenSSL's object of one client, over memory BIOs, and how it
 * is put to rest: thrown away while its server is silent, and made anew, with
 * the same ClientHello and fed the same bytes, once there is a record more, or
 * the header of one.
 *
 * That works as long as the ClientHello is all that the client has said, which
 * is when a server can keep it waiting for nothing.  At rest it is some 700
 * bytes and what has come, where OpenSSL's is 50 kB.
 */
#ifndef TLS_OBJECT_H
#define TLS_OBJECT_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "tls/tls_draw.h"

/* What it is made of, as often as that is needed; all is borrowed. */
struct tls_object_config {
	SSL_CTX *ctx;
	const char *sni;                 /* "": none is sent */
	const char *signatures, *suites; /* NULL: those of `ctx` */
	void *owner;                     /* the app data of the object */
	bool may_rest;                   /* tls_object_can_rest() of `ctx` */
};

/*
 * new -> greeted, by the first tls_object_handshake(), which makes the hello;
 * greeted <-> at rest, by tls_object_rest(), and by tls_object_handshake() when
 * there is a record; from greeted it is awake for good when it says more, has
 * failed, or has rested or heard too much.
 */
struct tls_object {
	struct tls_object_config config;
	SSL *ssl;      /* NULL: at rest */
	BIO *in, *out; /* owned by it */
	bool greeted;
	bool may_rest;
	struct tls_draw draw;
	uint32_t hello_hash;
	struct text heard; /* of the server, while it may rest */
	/* Of that, in records that were whole at rest, and whether there was a
	 * header behind them: OpenSSL judges it before the record is there. */
	size_t whole;
	bool header_seen;
	unsigned rests;
};

/* Does a ClientHello of this context come out the same a second time? */
bool tls_object_can_rest(SSL_CTX *ctx);

/* 0 or -ENOMEM, and it is as after tls_object_fini(). */
MUST_USE int tls_object_init(
    struct tls_object *o, const struct tls_object_config *config);
void tls_object_fini(struct tls_object *o); /* all zero is fine */

/* What came from the peer.  0 or -ENOMEM. */
MUST_USE int tls_object_feed(
    struct tls_object *o, const uint8_t *bytes, size_t len);

/*
 * As SSL_do_handshake(), whose result is in `rc`; at rest, without a record,
 * that is -1 and SSL_ERROR_WANT_READ.  0 or -errno: of this machine, and no
 * handshake was tried.
 */
MUST_USE int tls_object_handshake(struct tls_object *o, int *rc, int *why);

/* The server has been silent for a while. */
void tls_object_rest(struct tls_object *o);

#endif
