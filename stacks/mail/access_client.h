/*
 * access_client.h - the client side of POP3 (RFC 1939, 2595) and IMAP (RFC
 * 9051) up to TLS, and one reply in it.
 *
 * Pure: bytes go in, an action comes out, in the words of smtp_client.h.  No
 * socket, no clock, no heap.  What is offered is asked first, as clients do:
 * who does not offer STARTTLS and who refuses it need not the same advice.
 * Whoever does not know the question is asked for STARTTLS all the same.
 */
#ifndef ACCESS_CLIENT_H
#define ACCESS_CLIENT_H

#include "base/wire.h"
#include "mail/mail_service.h"
#include "mail/smtp_client.h"

enum {
	ACCESS_LINE_MAX = 128,  /* bytes of a line that are kept */
	ACCESS_BYTES_MAX = 8192 /* more before a reply is no reply */
};

/* What was said last, and whose reply comes next. */
enum access_state {
	ACCESS_GREETING,     /* connected */
	ACCESS_ASKED,        /* CAPA or CAPABILITY sent */
	ACCESS_STARTTLS,     /* STLS or STARTTLS sent */
	ACCESS_SECURED,      /* the handshake is TLS's business */
	ACCESS_TLS_GREETING, /* TLS came first; its greeting is awaited */
	ACCESS_TLS_ASKED,    /* CAPA or CAPABILITY sent in TLS */
	ACCESS_CLOSED,       /* an end was reported */
};

struct access_client {
	enum access_state state;
	struct mail_service service;
	uint8_t line[ACCESS_LINE_MAX]; /* the last one, with its LF if there */
	size_t len;
	bool whole;   /* the next byte begins a new one */
	bool listing; /* POP3's list has begun, and ends with a dot */
	bool offers;  /* STARTTLS was a word of the reply to ASKED */
	size_t fits;  /* letters of a word that were those of STARTTLS */
	size_t total; /* bytes since the last reply that counted */
};

void access_client_init(struct access_client *c, struct mail_service service);

/*
 * Takes what came, up to a line that counts or to the end of `w`; then `line`
 * is that line.  `bad`: too much came, and none of it was a reply.  Not to be
 * called after an end, or while SECURED.
 */
struct smtp_action access_client_take(
    struct access_client *c, struct wire *w, bool *bad);

/* After SMTP_END_TLS, or first of all where that comes first. */
struct smtp_action access_client_secured(struct access_client *c);

/* What ends a session. */
const char *access_client_quit(const struct access_client *c);

#endif
