/*
 * session_state.h - what a session has, for the three parts of it: session.c
 * with the connection and its end, session_dialogue.c with commands and
 * replies, session_tls.c with the handshake and what is said in TLS.  For
 * scanner/smtp alone.
 */
#ifndef SESSION_STATE_H
#define SESSION_STATE_H

#include "mail/access_client.h"
#include "mail/smtp_client.h"
#include "net/tcp_conn.h"
#include "result.h"
#include "session_config.h"

enum {
	BANNER_S = 30,  /* postscreen pauses up to 15 */
	STEP_S = 15,    /* each later step */
	SESSION_S = 60, /* all of it */
	QUIT_S = 5,     /* for the reply to QUIT */
	FIN_MS = 50,    /* for the FIN behind a refusal, before QUIT */
	LINGER_S = 3,   /* for the peer's FIN */
	REST_MS = 500,  /* a handshake without news costs no memory then */
};

/*
 * A session goes one way, and only session_next_step() writes `step`:
 *
 * BANNER, EHLO, STARTTLS -> the next of them when a reply was accepted and
 *           smtp_client says what to send; from the last -> TLS.
 * The first is TLS where that comes first; then the greeting is in TLS_EHLO.
 * TLS    -> TLS_EHLO when the handshake is done.  Every sender says EHLO again,
 *           and in TLS 1.3 it is only then that a server tells what it has
 *           against the client's part of the handshake.
 * Any    -> QUIT when the result stands and the peer has not closed.
 *
 * Beside the step, two things happen once, in this order:
 *
 * The result stands, by set_result(): at a refusal, a failure or a time-out
 *           of any step, at the reply to the last EHLO, when the peer closes or
 *           resets.  Whoever comes later is not heard.
 * The end begins, by session_close(): at once after a failure, after the reply
 *           to QUIT or QUIT_S without one, and when the peer closes.  Then the
 *           peer has LINGER_S to close too, or the session is `gone`.
 *
 * A session that the connection ends by itself needs no session_close().
 */
struct session {
	struct session_config config;
	char sni[256];
	struct smtp_client smtp; /* or, of another protocol: */
	struct access_client access;
	struct tls_client *tls; /* from STARTTLS on */
	int64_t rest_us;        /* tls_client_rest() is due; INT64_MAX: not */
	uint32_t hello_seq;     /* where the ClientHello begins */
	struct smtp_result result;
	enum smtp_step step;
	bool has_result;
	bool leaving;    /* QUIT is due at step_due_us, or before */
	bool gone;       /* given up after lingering, or stopped */
	int64_t now_us;  /* of the call that we are in */
	int64_t step_us; /* when this step began */
	int64_t step_due_us, ends_us;
	bool extended;         /* this step has been given more time */
	unsigned certificates; /* given to the callback */
	int error;             /* of this machine: 0 or -errno */
	struct smtp_reply reply;
	struct tcp_conn conn;
};

/* session.c */
void session_send(struct session *s, const void *bytes, size_t len);
void session_next_step(struct session *s, enum smtp_step step, int64_t seconds);
/* Its FIN; in TLS close_notify goes before it. */
void session_close(struct session *s);
/* The result stands, and it is closed. */
void session_end(struct session *s, enum smtp_status status);
/* The result stands; QUIT follows then, unless the peer closes before. */
void session_leave(
    struct session *s, enum smtp_status status, int64_t pause_ms);

/* session_dialogue.c */
/* Does what the client side of SMTP has decided. */
void session_act(struct session *s, const struct smtp_action *action);
/* Replies, in the clear or in TLS; what lies behind them stays in `w`. */
void session_take_replies(struct session *s, struct wire *w);
/* What came in the clear, before TLS. */
void session_take_clear(struct session *s, const uint8_t *bytes, size_t len);
/* Nothing more will come.  True: all that did was no reply, and it ends. */
bool session_end_stray(struct session *s);
/* QUIT, if it is time. */
void session_say_quit(struct session *s);

/* A line, in the clear or in TLS. */
void session_say(struct session *s, const char *line);
/* The handshake is done: the dialogue goes on. */
void session_secured(struct session *s);

/* session_access.c: the same of POP3 and IMAP */
void session_take_access(struct session *s, struct wire *w);

/* session_tls.c */
void session_begin_tls(struct session *s);
void session_say_tls(struct session *s, const char *line);
/* The handshake has had no news for REST_MS. */
void session_rest_tls(struct session *s);
/* What came while there is TLS. */
void session_take_tls(struct session *s, const uint8_t *bytes, size_t len);
/*
 * The handshake was done and the session is lost: `how`.  One that was closed
 * or reset may fare better the next time; an alert means what it says.
 */
void session_lose_tls(struct session *s, const char *how, bool transient);
/* Sends our close_notify. */
void session_close_tls(struct session *s);

#endif
