#include "session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mail/smtp_client.h"
#include "net/tcp_conn.h"

enum {
	BANNER_S = 30,  /* postscreen pauses up to 15 */
	STEP_S = 15,    /* each later step */
	SESSION_S = 60, /* all of it */
	QUIT_S = 5,     /* for the reply to QUIT */
	LINGER_S = 3,   /* for the peer's FIN */
};

/*
 * A session goes one way, and only next_step() writes `step`:
 *
 * BANNER, EHLO, STARTTLS -> the next of them when a reply was accepted and
 *           smtp_client says what to send; from the last -> TLS.
 * TLS    -> QUIT when the handshake is done.
 *
 * Beside the step, two things happen once, in this order:
 *
 * The result stands, by set_result(): at a refusal, a failure or a time-out
 *           of any step, at the end of the handshake, when the peer closes or
 *           resets.  Whoever comes later is not heard.
 * The end begins, by close_conn(): at once after a failure, after the reply to
 *           QUIT or QUIT_S without one, and when the peer closes.  Then the
 *           peer has LINGER_S to close too, or the session is `gone`.  One
 *           that the connection ends by itself needs none.
 */
struct session {
	struct session_config config;
	char sni[256];
	struct tcp_conn conn;
	struct smtp_client smtp;
	struct smtp_reply reply;
	struct tls_client *tls; /* from STARTTLS on */
	uint32_t hello_seq;     /* where the ClientHello begins */
	struct smtp_result result;
	enum smtp_step step;
	bool has_result;
	bool gone;       /* given up after lingering, or stopped */
	int64_t now_us;  /* of the call that we are in */
	int64_t step_us; /* when this step began */
	int64_t step_due_us, ends_us;
	bool extended;         /* this step has been given more time */
	unsigned certificates; /* given to the callback */
	int error;             /* of this machine: 0 or -errno */
};

static void on_deliver(void *ctx, const uint8_t *bytes, size_t len);

static void
on_emit(void *ctx, const struct tcp_segment *seg, const uint8_t *payload,
    size_t len)
{
	struct session *s = ctx;
	s->config.emit(s->config.ctx, seg, payload, len);
}

static struct tcp_io
io_of(struct session *s)
{
	return (struct tcp_io){
	    .ctx = s, .emit = on_emit, .deliver = on_deliver};
}

static void
send_bytes(struct session *s, const void *bytes, size_t len)
{
	struct tcp_io io = io_of(s);
	tcp_conn_send(&s->conn, bytes, len, s->now_us, &io);
}

static void
next_step(struct session *s, enum smtp_step step, int64_t seconds)
{
	s->result.took_us[s->step] = s->now_us - s->step_us;
	s->step = step;
	s->step_us = s->now_us;
	s->step_due_us = s->now_us + seconds * 1000000;
	s->extended = false;
}

/* The record stands; what follows is courtesy. */
static void
set_result(struct session *s, enum smtp_status status)
{
	if (s->has_result)
		return;
	s->has_result = true;
	s->result.status = status;
	s->result.needs_full =
	    s->config.certificate_only && s->step == SMTP_STEP_TLS &&
	    (status == SMTP_STATUS_TLS_FAILED || status == SMTP_STATUS_CLOSED ||
		status == SMTP_STATUS_RESET);
	s->result.step = s->step;
	s->result.rx_ts_ns = s->config.epoch_ns + s->now_us * NS_PER_US;
	if (s->step == SMTP_STEP_BANNER && s->result.banner.len == 0)
		text_add_bytes(&s->result.banner, s->reply.raw, s->reply.len);
}

static void
close_conn(struct session *s)
{
	struct tcp_io io = io_of(s);
	if (s->conn.fin_wanted)
		return; /* the limit stands, whatever still comes */
	tcp_conn_close(&s->conn, s->now_us, &io);
	s->step_due_us = s->now_us + LINGER_S * 1000000LL;
}

static void
end(struct session *s, enum smtp_status status)
{
	set_result(s, status);
	close_conn(s);
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
	fail(s, tls_client_chain_error(s->tls));
}

static void
flush_tls(struct session *s)
{
	uint8_t bytes[4096];
	size_t len;
	while ((len = tls_client_take(s->tls, bytes, sizeof(bytes))) > 0)
		send_bytes(s, bytes, len);
}

static void
handshake(struct session *s)
{
	enum tls_progress progress = tls_client_handshake(s->tls);
	take_chain(s);
	flush_tls(s);
	switch (progress) {
	case TLS_MORE:
		return;
	case TLS_READY:
		smtp_result_note_handshake(&s->result, s->tls);
		next_step(s, SMTP_STEP_QUIT, QUIT_S);
		set_result(s, SMTP_STATUS_OK);
		tls_client_write(s->tls, "QUIT\r\n");
		flush_tls(s);
		return;
	case TLS_CHAIN:
		smtp_result_note_handshake(&s->result, s->tls);
		tls_client_close(s->tls);
		flush_tls(s);
		end(s, SMTP_STATUS_CERTIFICATE_ONLY);
		return;
	case TLS_FAILED:
		smtp_result_note_error(&s->result, tls_client_error(s->tls),
		    strlen(tls_client_error(s->tls)));
		end(s, SMTP_STATUS_TLS_FAILED);
		return;
	}
}

static void
begin_tls(struct session *s)
{
	next_step(s, SMTP_STEP_TLS, STEP_S);
	s->hello_seq = s->conn.snd_una + (uint32_t)s->conn.queued;
	int rc = s->config.certificate_only
		     ? tls_client_new_reader(s->sni, &s->tls)
		     : tls_client_new(s->config.tls, s->sni, &s->tls);
	if (rc < 0)
		end(s, SMTP_STATUS_TLS_FAILED);
	else
		handshake(s);
}

/* Whatever comes after QUIT: the reply, and then we close. */
static void
take_quit_reply(struct session *s)
{
	uint8_t bytes[512];
	size_t len = tls_client_read(s->tls, bytes, sizeof(bytes));
	flush_tls(s); /* an alert, or new keys */
	if (len > 0)
		close_conn(s);
}

static void
take_tls(struct session *s, const uint8_t *bytes, size_t len)
{
	if (tls_client_feed(s->tls, bytes, len) < 0)
		end(s, SMTP_STATUS_TLS_FAILED);
	else if (s->step == SMTP_STEP_TLS && !s->has_result)
		handshake(s);
	else if (s->step == SMTP_STEP_QUIT)
		take_quit_reply(s);
}

static void
note_ehlo(struct session *s)
{
	struct smtp_result *r = &s->result;
	text_clear(&r->ehlo);
	text_add_bytes(&r->ehlo, s->reply.raw, s->reply.len);
	if (smtp_reply_offers_starttls(&s->reply))
		r->offer = SMTP_OFFER_OFFERED;
	else
		r->offer = smtp_reply_is_masked(&s->reply) ? SMTP_OFFER_MASKED
							   : SMTP_OFFER_ABSENT;
}

static void
refuse(struct session *s, enum smtp_status status)
{
	s->result.transient = smtp_reply_is_transient(&s->reply);
	smtp_result_note_error(&s->result, s->reply.raw, s->reply.len);
	send_bytes(s, "QUIT\r\n", 6);
	end(s, status);
}

static void
act(struct session *s, const struct smtp_action *action)
{
	if (action->send != NULL) {
		next_step(s, s->step + 1, STEP_S);
		send_bytes(s, action->send, strlen(action->send));
		return;
	}
	switch (action->end) {
	case SMTP_END_NONE:
		return;
	case SMTP_END_TLS:
		begin_tls(s);
		return;
	case SMTP_END_BANNER_REFUSED:
		refuse(s, SMTP_STATUS_BANNER_REFUSED);
		return;
	case SMTP_END_EHLO_REFUSED:
		refuse(s, SMTP_STATUS_EHLO_REFUSED);
		return;
	case SMTP_END_NO_STARTTLS:
		send_bytes(s, "QUIT\r\n", 6);
		end(s, SMTP_STATUS_NO_STARTTLS);
		return;
	case SMTP_END_STARTTLS_REFUSED:
		refuse(s, SMTP_STATUS_STARTTLS_REFUSED);
		return;
	}
}

static void
take_reply(struct session *s)
{
	if (s->step == SMTP_STEP_BANNER)
		text_add_bytes(&s->result.banner, s->reply.raw, s->reply.len);
	if (s->step == SMTP_STEP_EHLO)
		note_ehlo(s);
	struct smtp_action action = smtp_client_step(&s->smtp, &s->reply);
	act(s, &action);
	smtp_reply_init(&s->reply);
}

static void
take_smtp(struct session *s, const uint8_t *bytes, size_t len)
{
	struct wire w = wire_over(bytes, len);
	while (wire_left(&w) > 0 && !s->has_result && s->tls == NULL) {
		switch (smtp_reply_feed(&s->reply, &w)) {
		case SMTP_PARSE_MORE:
			return;
		case SMTP_PARSE_BAD:
			smtp_result_note_error(
			    &s->result, s->reply.raw, s->reply.len);
			end(s, SMTP_STATUS_BAD_REPLY);
			return;
		case SMTP_PARSE_WHOLE:
			take_reply(s);
			break;
		}
	}
	if (s->tls != NULL && wire_left(&w) > 0)
		smtp_result_note_error(&s->result, w.at, wire_left(&w));
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

static void
on_deliver(void *ctx, const uint8_t *bytes, size_t len)
{
	struct session *s = ctx;
	if (s->tls != NULL && !heard_hello(s))
		smtp_result_note_error(&s->result, bytes, len);
	else if (s->tls != NULL)
		take_tls(s, bytes, len);
	else if (!s->has_result)
		take_smtp(s, bytes, len);
}

int
session_new(const struct session_config *config,
    const struct tcp_segment *syn_ack, uint32_t isn, int64_t rtt_us,
    int64_t now_us, struct session **out)
{
	struct session *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	s->config = *config;
	snprintf(s->sni, sizeof(s->sni), "%s", config->sni);
	smtp_client_init(&s->smtp, config->ehlo_line);
	smtp_reply_init(&s->reply);
	smtp_result_init(&s->result, SMTP_STATUS_OK, 0);
	s->result.rtt_us = s->result.took_us[SMTP_STEP_CONNECT] = rtt_us;
	s->now_us = s->step_us = now_us;
	s->step = SMTP_STEP_BANNER;
	s->step_due_us = now_us + BANNER_S * 1000000LL;
	s->ends_us = now_us + SESSION_S * 1000000LL;
	struct tcp_io io = io_of(s);
	tcp_conn_open(&s->conn, syn_ack, isn, now_us, &io);
	if (rtt_us >= 0 && !config->syn_repeated)
		tcp_conn_time_handshake(&s->conn, rtt_us);
	*out = s;
	return 0;
}

void
session_free(struct session *s)
{
	if (s == NULL)
		return;
	tls_client_free(s->tls);
	smtp_result_fini(&s->result);
	free(s);
}

/* What the connection's end means for a session without a result. */
static void
note_conn(struct session *s)
{
	switch (s->conn.state) {
	case TCP_RESET:
		set_result(s, SMTP_STATUS_RESET);
		break;
	case TCP_LOST:
		set_result(s, SMTP_STATUS_SESSION_TIMEOUT);
		break;
	case TCP_OPEN:
	case TCP_CLOSING:
	case TCP_DONE:
		if (!s->conn.peer_closed)
			break;
		if (s->has_result)
			close_conn(s);
		else
			end(s, SMTP_STATUS_CLOSED);
		break;
	}
}

void
session_receive(struct session *s, const struct packet *p, int64_t now_us)
{
	struct tcp_io io = io_of(s);
	s->now_us = now_us;
	tcp_conn_receive(&s->conn, &p->tcp, &p->payload, now_us, &io);
	note_conn(s);
}

static enum smtp_status
late_status(const struct session *s)
{
	if (s->step == SMTP_STEP_BANNER && s->now_us < s->ends_us)
		return SMTP_STATUS_BANNER_TIMEOUT;
	return SMTP_STATUS_SESSION_TIMEOUT;
}

/* What was lost is sent again ever more rarely: that takes its time. */
static bool
is_given_more(struct session *s)
{
	if (s->has_result || s->extended || s->config.path_loses == NULL ||
	    !s->config.path_loses(s->config.ctx))
		return false;
	s->extended = true;
	s->ends_us += s->step_due_us - s->step_us;
	s->step_due_us += s->step_due_us - s->step_us;
	return true;
}

static void
run_out(struct session *s)
{
	struct tcp_io io = io_of(s);
	if (is_given_more(s))
		return;
	if (!s->has_result)
		end(s, late_status(s));
	else if (!s->conn.fin_wanted)
		close_conn(s); /* no reply to QUIT */
	else {
		tcp_conn_abort(&s->conn, &io);
		s->gone = true;
	}
}

void
session_tick(struct session *s, int64_t now_us)
{
	struct tcp_io io = io_of(s);
	s->now_us = now_us;
	tcp_conn_tick(&s->conn, now_us, &io);
	note_conn(s);
	if (!session_is_over(s) &&
	    (now_us >= s->step_due_us ||
		(now_us >= s->ends_us && !s->has_result)))
		run_out(s);
}

int64_t
session_due_us(const struct session *s)
{
	int64_t due_us = tcp_conn_due_us(&s->conn);
	if (s->step_due_us < due_us)
		due_us = s->step_due_us;
	return s->has_result || due_us < s->ends_us ? due_us : s->ends_us;
}

void
session_stop(struct session *s, int64_t now_us)
{
	s->now_us = now_us;
	struct tcp_io io = io_of(s);
	tcp_conn_abort(&s->conn, &io);
	s->gone = true;
}

struct smtp_result *
session_result(struct session *s)
{
	return s->has_result ? &s->result : NULL;
}

int
session_error(const struct session *s)
{
	return s->error;
}

bool
session_is_over(const struct session *s)
{
	enum tcp_state state = s->conn.state;
	return s->gone ||
	       (s->has_result && (state == TCP_DONE || state == TCP_RESET ||
				     state == TCP_LOST));
}
