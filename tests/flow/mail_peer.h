/*
 * mail_peer.h - a mail server for tests: answers each step of a session as
 * its script says, over tcp_peer.h, with OpenSSL behind STARTTLS.
 */
#ifndef MAIL_PEER_H
#define MAIL_PEER_H

#include "tcp_peer.h"
#include "tls_server.h"

enum mail_after {
	MAIL_GOES_ON,
	MAIL_CLOSES,   /* FIN behind the reply */
	MAIL_RESETS,   /* RST behind it */
	MAIL_VANISHES, /* FIN, and from then on nothing */
};

/* A reply; NULL: none, ever. */
struct mail_reply {
	const char *text;
	int64_t delay_us;
	enum mail_after after;
	const char *drip; /* and this every 2 s, for ever */
};

enum mail_step { MAIL_BANNER, MAIL_EHLO, MAIL_STARTTLS, MAIL_STEPS };

/* What it does when the handshake is done. */
enum mail_in_tls {
	MAIL_TLS_TALKS,
	MAIL_TLS_CLOSES, /* FIN, without close_notify */
	MAIL_TLS_ENDS,   /* close_notify and FIN */
	MAIL_TLS_RESETS,
	MAIL_TLS_SILENT,
};

struct mail_script {
	struct mail_reply replies[MAIL_STEPS];
	const char *tls_first; /* its greeting in TLS, without STARTTLS; NULL */
	const char *helo;      /* its reply to HELO, at any time; NULL: none */
	enum mail_in_tls in_tls;
	const char *tls_ehlo;  /* NULL: 250 */
	const char *plaintext; /* behind the reply to STARTTLS, alone */
	struct tls_server_config tls;
	bool deaf_to_tls;  /* no answer to a ClientHello */
	bool resets_tls;   /* RST, once its certificate was sent */
	bool deaf_to_quit; /* no answer, and no end */
};

struct mail_peer {
	const struct mail_script *script;
	struct tcp_peer tcp;
	SSL_CTX *ctx;
	SSL *ssl;
	unsigned step;
	size_t read;     /* of tcp.in */
	int64_t due_us;  /* of the next reply; INT64_MAX: none */
	int64_t drip_us; /* of the next drip */
	int64_t ehlo_us; /* when EHLO came; 0: not yet */
	bool hung_up;    /* hears and says nothing more */
	bool greeted;    /* in TLS */
	bool quit;       /* QUIT came */
	bool notified;   /* and our close_notify */
	unsigned ehlos;  /* how often EHLO came in TLS */
};

static inline void
mail_reset(struct mail_peer *m)
{
	struct tcp_segment s = {
	    .seq = m->tcp.next_in, .flags = TCP_RST | TCP_ACK};
	s.seq = m->tcp.isn + 1 + (uint32_t)m->tcp.sent;
	s.ack = m->tcp.next_in;
	m->tcp.emit(m->tcp.ctx, &s, NULL, 0);
	m->hung_up = true;
}

static inline void
mail_open(struct mail_peer *m, const struct mail_script *script,
    uint32_t their_isn, int64_t now_us)
{
	m->script = script;
	m->drip_us = INT64_MAX;
	m->due_us = now_us + script->replies[MAIL_BANNER].delay_us;
	m->ctx = tls_server_context(&script->tls);
	if (script->tls_first != NULL) {
		m->ssl = tls_server_new(m->ctx);
		m->due_us = INT64_MAX;
	}
	peer_open(&m->tcp, 77777, their_isn, now_us);
}

static inline void
mail_fini(struct mail_peer *m)
{
	SSL_free(m->ssl);
	SSL_CTX_free(m->ctx);
	peer_fini(&m->tcp);
}

/* The next line of theirs, or NULL. */
static inline const char *
mail_line(struct mail_peer *m)
{
	static char line[256];
	const struct text *in = &m->tcp.in;
	const char *from = in->bytes + m->read;
	const char *end =
	    in->len > m->read ? memchr(from, '\n', in->len - m->read) : NULL;
	if (end == NULL)
		return NULL;
	size_t len = (size_t)(end - from) + 1;
	m->read += len;
	snprintf(line, sizeof(line), "%.*s", (int)len, from);
	return line;
}

/* Of SMTP, POP3, IMAP. */
static inline bool
mail_starts_tls(const struct mail_peer *m, const char *reply)
{
	return m->step == MAIL_STARTTLS && (strncmp(reply, "220", 3) == 0 ||
					       strncmp(reply, "+OK", 3) == 0 ||
					       strncmp(reply, "a OK", 4) == 0);
}

static inline void
mail_reply(struct mail_peer *m, int64_t now_us)
{
	const struct mail_reply *r = &m->script->replies[m->step];
	m->due_us = INT64_MAX;
	if (r->drip != NULL)
		m->drip_us = now_us;
	if (r->text == NULL)
		return;
	peer_write(&m->tcp, r->text, strlen(r->text));
	if (r->after == MAIL_CLOSES || r->after == MAIL_VANISHES)
		peer_close(&m->tcp);
	m->hung_up |= r->after == MAIL_VANISHES;
	if (r->after == MAIL_RESETS)
		mail_reset(m);
	if (!mail_starts_tls(m, r->text))
		return;
	if (m->script->plaintext != NULL)
		peer_write(&m->tcp, m->script->plaintext,
		    strlen(m->script->plaintext));
	m->ssl = tls_server_new(m->ctx);
}

static inline void
mail_flush_tls(struct mail_peer *m)
{
	char bytes[4096];
	int len;
	while ((len = BIO_read(SSL_get_wbio(m->ssl), bytes, sizeof(bytes))) > 0)
		peer_write(&m->tcp, bytes, (size_t)len);
}

static inline void
mail_say_tls(struct mail_peer *m, const char *text)
{
	SSL_write(m->ssl, text, (int)strlen(text));
	mail_flush_tls(m);
}

/* A line that came in TLS; a reply may have several. */
static inline void
mail_take_tls_line(struct mail_peer *m, const char *line)
{
	const struct mail_script *script = m->script;
	if (strncmp(line, "EHLO ", 5) == 0) {
		m->ehlos++;
		mail_say_tls(m,
		    script->tls_ehlo != NULL ? script->tls_ehlo : "250 mx\r\n");
	} else if (strncmp(line, "HELO ", 5) == 0) {
		mail_say_tls(m, script->helo);
	} else if (strcmp(line, "CAPA\r\n") == 0) {
		mail_say_tls(m, "+OK\r\nTOP\r\n.\r\n");
	} else if (strcmp(line, "a CAPABILITY\r\n") == 0) {
		mail_say_tls(m, "* CAPABILITY IMAP4\r\na OK\r\n");
	} else if (strcmp(line, "QUIT\r\n") == 0 ||
		   strcmp(line, "a LOGOUT\r\n") == 0) {
		m->quit = true;
		if (script->deaf_to_quit)
			return;
		mail_say_tls(m, "221 bye\r\n");
		SSL_shutdown(m->ssl);
		mail_flush_tls(m);
	}
}

/* The handshake is done. */
static inline void
mail_talk_tls(struct mail_peer *m)
{
	char line[512];
	int len;
	switch (m->script->in_tls) {
	case MAIL_TLS_SILENT:
		return;
	case MAIL_TLS_RESETS:
		mail_reset(m);
		return;
	case MAIL_TLS_ENDS:
		SSL_shutdown(m->ssl);
		mail_flush_tls(m);
		peer_close(&m->tcp);
		return;
	case MAIL_TLS_CLOSES:
		peer_close(&m->tcp);
		return;
	case MAIL_TLS_TALKS:
		break;
	}
	if (m->script->tls_first != NULL && !m->greeted)
		mail_say_tls(m, m->script->tls_first);
	m->greeted = true;
	while ((len = SSL_read(m->ssl, line, sizeof(line) - 1)) > 0) {
		line[len] = '\0';
		mail_take_tls_line(m, line);
	}
	m->notified |= (SSL_get_shutdown(m->ssl) & SSL_RECEIVED_SHUTDOWN) != 0;
	if (m->notified && !m->script->deaf_to_quit)
		peer_close(&m->tcp);
}

static inline void
mail_pump_tls(struct mail_peer *m)
{
	size_t left = m->tcp.in.len - m->read;
	if (m->script->deaf_to_tls || left == 0)
		return;
	BIO_write(SSL_get_rbio(m->ssl), m->tcp.in.bytes + m->read, (int)left);
	m->read = m->tcp.in.len;
	int rc = SSL_do_handshake(m->ssl);
	mail_flush_tls(m);
	if (m->script->resets_tls)
		mail_reset(m);
	else if (rc == 1)
		mail_talk_tls(m);
	else if (SSL_get_error(m->ssl, rc) == SSL_ERROR_SSL)
		peer_close(&m->tcp); /* its alert was sent */
}

static inline void
mail_take_line(struct mail_peer *m, const char *line, int64_t now_us)
{
	if (strcmp(line, "QUIT\r\n") == 0) {
		m->quit = true;
		peer_write(&m->tcp, "221 bye\r\n", 9);
		peer_close(&m->tcp);
		return;
	}
	if (strncmp(line, "HELO ", 5) == 0 && m->script->helo != NULL) {
		peer_write(&m->tcp, m->script->helo, strlen(m->script->helo));
		return;
	}
	if (strncmp(line, "EHLO ", 5) == 0)
		m->ehlo_us = now_us;
	if (m->step + 1 < MAIL_STEPS) {
		m->step++;
		m->due_us = now_us + m->script->replies[m->step].delay_us;
	}
}

/* Whatever can be done now. */
static inline void
mail_pump(struct mail_peer *m, int64_t now_us)
{
	const char *line;
	if (m->hung_up || m->tcp.reset)
		return;
	while (m->ssl == NULL && (line = mail_line(m)) != NULL)
		mail_take_line(m, line, now_us);
	if (m->tcp.open && now_us >= m->due_us)
		mail_reply(m, now_us);
	if (now_us >= m->drip_us && !m->tcp.fin_in) {
		const char *drip = m->script->replies[m->step].drip;
		m->drip_us = now_us + 2000000;
		peer_write(&m->tcp, drip, strlen(drip));
	}
	if (m->ssl != NULL)
		mail_pump_tls(m);
	if (m->tcp.fin_in && !m->tcp.closing && !m->script->deaf_to_quit)
		peer_close(&m->tcp);
	peer_tick(&m->tcp, now_us);
}

#endif
