/*
 * tls_draw.h - what OpenSSL took from chance for a ClientHello, so that it can
 * be made once more, byte for byte.
 *
 * A session whose server is silent then needs no object of OpenSSL's, which is
 * 50 kB: it is thrown away, and made anew when something has come.
 */
#ifndef TLS_DRAW_H
#define TLS_DRAW_H

#include <openssl/core.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TLS_DRAW_MAX = 128 }; /* a ClientHello's random and session id are 64 */

struct tls_draw {
	uint8_t bytes[TLS_DRAW_MAX];
	size_t len;   /* that were drawn, in order */
	size_t at;    /* of them, given once more */
	bool is_kept; /* they are given, and none is drawn */
	bool failed;  /* there were more, or memory was short */
	void *key;    /* a provider's pair of keys, for a key share, or NULL */
	void (*free_key)(void *key);
};

void tls_draw_init(struct tls_draw *d);
void tls_draw_fini(struct tls_draw *d);

/*
 * From here to the end what this thread's OpenSSL draws is noted in `d`; a
 * second time it is what stands there.
 */
void tls_draw_begin(struct tls_draw *d);
/* True: the next time will be the same. */
bool tls_draw_end(struct tls_draw *d);

/* The draw that this thread is within, or NULL. */
struct tls_draw *tls_draw_now(void);
/* Another, or none, in its place; for what is noted as a whole. */
void tls_draw_put(struct tls_draw *d);

/*
 * A provider's functions for random bytes, but that a draw has them.  Once in
 * the program, for one kind.  What lacks a function is given back as it is.
 */
const OSSL_DISPATCH *tls_draw_functions(const OSSL_DISPATCH *whole);

#endif
