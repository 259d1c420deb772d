#include "session_state.h"

#include <string.h>

static void
flush_tls(struct session *s)
{
	uint8_t bytes[4096];
	size_t len;
	while ((len = tls_client_take(s->tls, bytes, sizeof(bytes))) > 0)
		session_send(s, bytes, len);
}

/* The first failure of this machine stays. */
static void
fail(struct session *s, int rc)
{
	if (s->error == 0)
		s->error = rc;
}

/* Gives each certificate on once, as soon as OpenSSL has seen the chain. */
static void
take_chain(struct session *s)
{
	const uint8_t *der;
	size_t len;
	while (tls_client_certificate(s->tls, s->certificates, &der, &len)) {
		uint8_t *sha256 = s->result.chain[s->certificates];
		int rc = s->config.certificate(s->config.ctx, der, len, sha256);
		if (rc < 0) {
			s->result.chain_cut = true;
			fail(s, rc);
			return;
		}
		s->result.chain_count = ++s->certificates;
	}
	if (tls_client_chain_cut(s->tls))
		s->result.chain_cut = true;
	fail(s, tls_client_own_error(s->tls));
}

static void
secure(struct session *s)
{
	smtp_result_note_handshake(&s->result, s->tls);
	session_secured(s);
}

static void
handshake(struct session *s)
{
	enum tls_progress progress = tls_client_handshake(s->tls);
	const char *error = tls_client_error(s->tls);
	take_chain(s);
	flush_tls(s);
	s->rest_us = INT64_MAX;
	switch (progress) {
	case TLS_MORE:
		s->rest_us = s->now_us + REST_MS * 1000;
		return;
	case TLS_READY:
		secure(s);
		return;
	case TLS_CHAIN:
		smtp_result_note_handshake(&s->result, s->tls);
		session_end(s, SMTP_STATUS_CERTIFICATE_ONLY);
		return;
	case TLS_FAILED:
		smtp_result_note_error(&s->result, error, strlen(error));
		session_end(s, SMTP_STATUS_TLS_FAILED);
		return;
	}
}

/* No peer's fault: of the result nobody hears, see session_error(). */
static void
lose_own(struct session *s, int rc)
{
	fail(s, rc);
	session_end(s, SMTP_STATUS_TLS_FAILED);
}

static int
new_client(struct session *s)
{
	if (s->config.certificate_only)
		return tls_client_new_reader(s->sni, &s->tls);
	return tls_client_new(s->config.tls, s->sni, s->config.leaf, &s->tls);
}

void
session_begin_tls(struct session *s)
{
	session_next_step(s, SMTP_STEP_TLS, STEP_S);
	s->hello_seq = s->conn.snd_una + (uint32_t)s->conn.queue.len;
	int rc = new_client(s);
	if (rc < 0)
		lose_own(s, rc);
	else
		handshake(s);
}

void
session_rest_tls(struct session *s)
{
	tls_client_rest(s->tls);
	s->rest_us = INT64_MAX;
}

void
session_say_tls(struct session *s, const char *line)
{
	tls_client_write(s->tls, line);
	flush_tls(s);
}

void
session_close_tls(struct session *s)
{
	tls_client_close(s->tls);
	flush_tls(s);
}

void
session_lose_tls(struct session *s, const char *how, bool transient)
{
	if (!s->has_result) {
		s->result.transient = transient;
		smtp_result_note_error(&s->result, how, strlen(how));
	}
	session_end(s, SMTP_STATUS_TLS_SESSION_LOST);
}

/* Behind QUIT whatever comes will do. */
static void
take_secured(struct session *s)
{
	uint8_t bytes[512];
	size_t len;
	while ((len = tls_client_read(s->tls, bytes, sizeof(bytes))) > 0) {
		struct wire w = wire_over(bytes, len);
		if (!s->has_result)
			session_take_replies(s, &w);
		else if (!s->leaving)
			session_close(s);
	}
	flush_tls(s); /* an alert, or new keys */
	if (!tls_client_is_over(s->tls))
		return;
	const char *error = tls_client_error(s->tls);
	session_lose_tls(s, *error != '\0' ? error : "closed", *error == '\0');
}

/*
 * The peer has got some of our ClientHello.  What it sends before is no TLS,
 * whoever put it there: it is told, and never fed to TLS.
 */
static bool
heard_hello(const struct session *s)
{
	return (int32_t)(s->conn.snd_una - s->hello_seq) > 0;
}

void
session_take_tls(struct session *s, const uint8_t *bytes, size_t len)
{
	if (!heard_hello(s)) {
		smtp_result_note_error(&s->result, bytes, len);
		return;
	}
	int rc = tls_client_feed(s->tls, bytes, len);
	if (rc < 0) {
		lose_own(s, rc);
		return;
	}
	if (s->step == SMTP_STEP_TLS && !s->has_result)
		handshake(s);
	if (s->step >= SMTP_STEP_TLS_EHLO)
		take_secured(s);
}
