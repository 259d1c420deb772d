/*
 * tls_client.h - the client side of a TLS handshake, as bytes in, bytes out.
 *
 * OpenSSL over memory BIOs.  It offers TLS 1.0 to 1.3 at security level 0 and
 * verifies nothing: what the server sends is evidence, judged offline.  The
 * chain is kept as sent, also when the handshake fails after it, or at it.
 * Suites without certificates are not offered.
 */
#ifndef TLS_CLIENT_H
#define TLS_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "tls/leaf_key.h"

struct tls_context; /* of one thread */
struct tls_client;  /* of one session */

enum { TLS_CHAIN_MAX = 32, TLS_ERROR_MAX = 128 };

/* It offers what tls_offer.h pins.  0 or -ENOMEM. */
MUST_USE int tls_context_new(struct tls_context **out);
/* With these groups in their place, or NULL; -EINVAL: one is not known. */
MUST_USE int tls_context_new_offering(
    const char *groups, struct tls_context **out);
/* May that be offered?  Where it may not, `why` says which one. */
bool tls_client_knows_groups(const char *groups, struct text *why);
void tls_context_free(struct tls_context *t); /* NULL is fine */

/*
 * `sni`, kept: a host name without the final dot; "": none is sent.  It takes a
 * leaf with this kind of key alone.  0 or -ENOMEM.
 */
MUST_USE int tls_client_new(struct tls_context *t, const char *sni,
    enum leaf_key leaf, struct tls_client **out);
/*
 * One that reads the chain of a server of TLS 1.2 at most, and is at its end
 * with TLS_CHAIN: tls_reader.h.  0 or -errno.
 */
MUST_USE int tls_client_new_reader(const char *sni, struct tls_client **out);
void tls_client_free(struct tls_client *c); /* NULL is fine */

/* What came from the peer.  0 or -ENOMEM. */
MUST_USE int tls_client_feed(
    struct tls_client *c, const uint8_t *bytes, size_t len);

enum tls_progress {
	TLS_MORE,   /* wants more from the peer */
	TLS_READY,  /* handshake done */
	TLS_CHAIN,  /* of a reader: the chain is there */
	TLS_FAILED, /* tls_client_error() says why */
};

enum tls_progress tls_client_handshake(struct tls_client *c);

/*
 * The peer has been silent for a while: with the ClientHello alone to be heard
 * it gives its memory back (tls_object.h), until a record has come.
 */
void tls_client_rest(struct tls_client *c);

/* Bytes for the peer: gives how many of `max`; 0: none. */
size_t tls_client_take(struct tls_client *c, uint8_t *out, size_t max);

/* After TLS_READY: text to send, and text that came (0: none yet). */
bool tls_client_write(struct tls_client *c, const char *text);
size_t tls_client_read(struct tls_client *c, uint8_t *out, size_t max);

/* The peer has closed TLS, or it failed: tls_client_error() says why, or "". */
bool tls_client_is_over(const struct tls_client *c);

/* Our close_notify; before TLS_READY there is none, but of a reader. */
void tls_client_close(struct tls_client *c);

/* One certificate of the chain as sent, leaf first, in DER.  False: no more. */
bool tls_client_certificate(
    const struct tls_client *c, unsigned n, const uint8_t **der, size_t *len);

/* The server sent more certificates than TLS_CHAIN_MAX, or an empty one. */
bool tls_client_chain_cut(const struct tls_client *c);

/*
 * 0, or -errno of this machine: the server sent a chain, and none of it was
 * kept; or the handshake failed for want of memory.
 */
MUST_USE int tls_client_own_error(const struct tls_client *c);

/* After TLS_READY, names as OpenSSL has them; group is "" if not known. */
const char *tls_client_version(const struct tls_client *c);
const char *tls_client_cipher(const struct tls_client *c);
const char *tls_client_group(const struct tls_client *c);

/* After TLS_FAILED, or when it is over: OpenSSL's words. */
const char *tls_client_error(const struct tls_client *c);

#endif
