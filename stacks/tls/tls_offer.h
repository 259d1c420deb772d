/*
 * tls_offer.h - what a ClientHello of ours offers, whatever this version of
 * OpenSSL would offer by itself.
 *
 * From 3.2 on it has more signatures, and from 3.5 on a key share of
 * X25519MLKEM768, with which a ClientHello fits no segment of 1460 bytes.
 * Measurements of years are comparable only if that stays the same.
 */
#ifndef TLS_OFFER_H
#define TLS_OFFER_H

#include <openssl/types.h>
#include <stdbool.h>

#include "base/macros.h"
#include "tls/leaf_key.h"

struct text;

/* Groups, signatures and suites of all sessions.  False: OpenSSL has not all
 * of them, or no heap. */
MUST_USE bool tls_offer_pin(SSL_CTX *ctx);

/* What a session offers that takes a leaf with this kind of key alone. */
struct tls_offer {
	const char *signatures, *suites; /* as OpenSSL reads them; NULL: all */
};

extern const struct tls_offer tls_offers[LEAF_KEY_COUNT];

/*
 * In the place of the pinned groups: names that OpenSSL knows, with commas.
 * There is a key share of the first.  False, and `why`: one is not known to
 * this OpenSSL, or stands there twice.
 */
MUST_USE bool tls_offer_groups(
    SSL_CTX *ctx, const char *groups, struct text *why);

#endif
