#include "session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session_state.h"
#include "tls/tls_memory.h"

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

void
session_send(struct session *s, const void *bytes, size_t len)
{
	struct tcp_io io = io_of(s);
	tcp_conn_send(&s->conn, bytes, len, s->now_us, &io);
}

/* HELO is of the step of the EHLO before it. */
void
session_next_step(struct session *s, enum smtp_step step, int64_t seconds)
{
	s->step_due_us = s->now_us + seconds * 1000000;
	if (step == s->step)
		return;
	if (!s->has_result)
		s->result.took_us[s->step] = s->now_us - s->step_us;
	s->step = step;
	s->step_us = s->now_us;
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

/* RFC 8446 6.1: close_notify goes before the FIN; some log its lack. */
void
session_close(struct session *s)
{
	struct tcp_io io = io_of(s);
	if (s->conn.fin_wanted)
		return; /* the limit stands, whatever still comes */
	s->leaving = false;
	if (s->tls != NULL)
		session_close_tls(s);
	tcp_conn_close(&s->conn, s->now_us, &io);
	s->step_due_us = s->now_us + LINGER_S * 1000000LL;
}

void
session_end(struct session *s, enum smtp_status status)
{
	set_result(s, status);
	session_close(s);
}

void
session_leave(struct session *s, enum smtp_status status, int64_t pause_ms)
{
	set_result(s, status);
	s->leaving = true;
	s->step_due_us = s->now_us + pause_ms * 1000;
}

static void
on_deliver(void *ctx, const uint8_t *bytes, size_t len)
{
	struct session *s = ctx;
	if (s->tls != NULL)
		session_take_tls(s, bytes, len);
	else
		session_take_clear(s, bytes, len);
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
	bool implicit_tls = config->service.implicit_tls;
	access_client_init(&s->access, config->service);
	if (implicit_tls)
		smtp_client_init_implicit(&s->smtp, config->ehlo_line);
	else
		smtp_client_init(&s->smtp, config->ehlo_line);
	smtp_reply_init(&s->reply);
	smtp_result_init(&s->result, SMTP_STATUS_OK, 0);
	s->result.rtt_us = s->result.took_us[SMTP_STEP_CONNECT] = rtt_us;
	s->now_us = s->step_us = now_us;
	s->rest_us = INT64_MAX;
	s->step = implicit_tls ? SMTP_STEP_TLS : SMTP_STEP_BANNER;
	s->step_due_us = now_us + BANNER_S * 1000000LL;
	s->ends_us = now_us + SESSION_S * 1000000LL;
	struct tcp_io io = io_of(s);
	tcp_conn_open(&s->conn, syn_ack, isn, now_us, &io);
	if (rtt_us >= 0 && !config->syn_repeated)
		tcp_conn_time_handshake(&s->conn, rtt_us);
	if (implicit_tls)
		session_begin_tls(s);
	*out = s;
	return 0;
}

void
session_free(struct session *s)
{
	if (s == NULL)
		return;
	tls_client_free(s->tls);
	smtp_reply_fini(&s->reply);
	tcp_conn_fini(&s->conn);
	smtp_result_fini(&s->result);
	free(s);
}

/* Nothing came from the peer but its SYN-ACK. */
static bool
is_unheard(const struct session *s)
{
	return s->step == SMTP_STEP_BANNER && s->reply.total == 0;
}

/*
 * The peer closed or reset the connection.  Before its first byte that is how
 * some turn away who has too many connections.
 */
static void
cut_off(struct session *s, enum smtp_status status, const char *how)
{
	if (s->has_result) {
		session_close(s);
	} else if (s->step == SMTP_STEP_TLS_EHLO) {
		session_lose_tls(s, how, true);
	} else if (!session_end_stray(s)) {
		s->result.transient = is_unheard(s);
		session_end(s, status);
	}
}

/* What the connection's end means for the session. */
static void
note_conn(struct session *s)
{
	switch (s->conn.state) {
	case TCP_RESET:
		cut_off(s, SMTP_STATUS_RESET, "reset");
		break;
	case TCP_LOST:
		set_result(s, SMTP_STATUS_SESSION_TIMEOUT);
		break;
	case TCP_OPEN:
	case TCP_CLOSING:
	case TCP_DONE:
		if (s->conn.peer_closed)
			cut_off(s, SMTP_STATUS_CLOSED, "closed");
		break;
	}
}

void
session_receive(struct session *s, const struct packet *p, int64_t now_us)
{
	struct tcp_io io = io_of(s);
	if (s->now_us < now_us)
		s->now_us = now_us; /* it may have come before the last tick */
	tcp_conn_receive(&s->conn, &p->tcp, &p->payload, s->now_us, &io);
	note_conn(s);
	session_say_quit(s);
}

/* Silence is what comes of a server whose processes are all at work. */
static void
end_late(struct session *s)
{
	if (session_end_stray(s))
		return;
	s->result.transient = is_unheard(s);
	if (s->step == SMTP_STEP_BANNER && s->now_us < s->ends_us)
		session_end(s, SMTP_STATUS_BANNER_TIMEOUT);
	else
		session_end(s, SMTP_STATUS_SESSION_TIMEOUT);
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
		end_late(s);
	else if (!s->conn.fin_wanted)
		session_close(s); /* no reply to QUIT */
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
	session_say_quit(s);
	if (now_us >= s->rest_us)
		session_rest_tls(s);
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
	if (s->rest_us < due_us)
		due_us = s->rest_us;
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
session_error(struct session *s)
{
	bool refused = tls_memory_was_refused();
	if (s->error == 0 &&
	    (refused || s->conn.no_memory || s->reply.no_memory ||
		!smtp_result_ok(&s->result)))
		s->error = -ENOMEM;
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
