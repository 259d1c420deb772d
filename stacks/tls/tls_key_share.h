/*
 * tls_key_share.h - a pair of keys for a key share, given to several sessions:
 * to make one is a fifth of a handshake.
 *
 * What a scan says in its sessions is no secret, and no server can tell from
 * its own.
 */
#ifndef TLS_KEY_SHARE_H
#define TLS_KEY_SHARE_H

#include <openssl/core.h>
#include <openssl/core_dispatch.h>

enum { TLS_KEY_SHARE_USES = 64 };

/*
 * A provider's functions for keys of one kind, but that a pair is made anew
 * only when the last one was given away so often.  Once in the program, for
 * one kind.  What lacks a function that this needs is given back as it is.
 */
const OSSL_DISPATCH *tls_key_share_functions(const OSSL_DISPATCH *whole);

#endif
