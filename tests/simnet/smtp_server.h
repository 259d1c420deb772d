/*
 * smtp_server.h - one SMTP session of a mail host, STARTTLS and all, over
 * bytes: what it has to say is appended to a text.
 *
 *	greeting -> commands -> (STARTTLS) TLS -> commands -> over
 */
#ifndef SIMNET_SMTP_SERVER_H
#define SIMNET_SMTP_SERVER_H

#include "base/text.h"
#include "zone.h"

/* Where a host stops for good, by its number, if all are to. */
enum simnet_hold {
	SIMNET_HOLDS_NOWHERE,
	SIMNET_HOLDS_BANNER,    /* says nothing */
	SIMNET_HOLDS_TLS,       /* nothing to a ClientHello */
	SIMNET_HOLDS_HANDSHAKE, /* keeps the last byte of its first flight */
};

struct simnet_session {
	const struct simnet_data *data;
	enum simnet_place place; /* where the client connected to */
	uint32_t n;
	enum simnet_smtp smtp;
	enum simnet_hold hold;
	bool busy;        /* says 421 this time */
	int64_t greet_ns; /* when it greets; INT64_MAX: it has */
	SSL *ssl;         /* after STARTTLS */
	bool over;        /* close behind what was said */
};

/* What all sessions share; ended by SSL_CTX_free(). */
SSL_CTX *simnet_session_context(void);

void simnet_session_init(struct simnet_session *s,
    const struct simnet_data *data, enum simnet_place place, uint32_t n,
    bool busy, int64_t now_ns);
void simnet_session_fini(struct simnet_session *s);

/*
 * Takes what it understands from the front of `in`, and appends to `out`.
 * To be called with each byte that came, and when `greet_ns` is there.
 */
void simnet_session_step(struct simnet_session *s, SSL_CTX *ctx,
    struct text *in, struct text *out, int64_t now_ns);

#endif
