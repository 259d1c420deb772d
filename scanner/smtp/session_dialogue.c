#include "session_state.h"

#include <string.h>

static void
note_reply(struct session *s)
{
	smtp_result_note_error(&s->result, s->reply.raw, s->reply.len);
}

void
session_say(struct session *s, const char *line)
{
	if (s->tls != NULL)
		session_say_tls(s, line);
	else
		session_send(s, line, strlen(line));
}

static bool
is_smtp(const struct session *s)
{
	return s->config.service.protocol == MAIL_SMTP;
}

void
session_say_quit(struct session *s)
{
	if (!s->leaving || s->now_us < s->step_due_us)
		return;
	s->leaving = false;
	session_next_step(s, SMTP_STEP_QUIT, QUIT_S);
	session_say(
	    s, is_smtp(s) ? "QUIT\r\n" : access_client_quit(&s->access));
}

/*
 * Who refuses may close as well, and its FIN be a segment of its own.  POP3 and
 * IMAP tell no difference between now and for ever.
 */
static void
refuse(struct session *s, enum smtp_status status)
{
	if (is_smtp(s)) {
		s->result.transient = smtp_reply_is_transient(&s->reply);
		note_reply(s);
	} else {
		smtp_result_note_error(
		    &s->result, s->access.line, s->access.len);
	}
	session_leave(s, status, FIN_MS);
}

/* The step in which a line is sent. */
static enum smtp_step
step_of(const struct session *s)
{
	if (!is_smtp(s) && s->tls == NULL)
		return s->access.state == ACCESS_ASKED ? SMTP_STEP_EHLO
						       : SMTP_STEP_STARTTLS;
	if (!is_smtp(s))
		return SMTP_STEP_TLS_EHLO;
	switch (s->smtp.state) {
	case SMTP_EHLO:
	case SMTP_HELO:
		return SMTP_STEP_EHLO;
	case SMTP_STARTTLS:
		return SMTP_STEP_STARTTLS;
	case SMTP_TLS_BANNER:
	case SMTP_TLS_EHLO:
	case SMTP_TLS_HELO:
		return SMTP_STEP_TLS_EHLO;
	case SMTP_BANNER:
	case SMTP_SECURED:
	case SMTP_CLOSED:
		break;
	}
	return SMTP_STEP_BANNER;
}

static void
finish(struct session *s, enum smtp_end why)
{
	switch (why) {
	case SMTP_END_NONE:
		return;
	case SMTP_END_TLS:
		session_begin_tls(s);
		return;
	case SMTP_END_BANNER_REFUSED:
		refuse(s, SMTP_STATUS_BANNER_REFUSED);
		return;
	case SMTP_END_EHLO_REFUSED:
		refuse(s, SMTP_STATUS_EHLO_REFUSED);
		return;
	case SMTP_END_NO_STARTTLS:
		s->result.transient = s->smtp.ehlo_later;
		session_leave(s, SMTP_STATUS_NO_STARTTLS, 0);
		return;
	case SMTP_END_STARTTLS_REFUSED:
		refuse(s, SMTP_STATUS_STARTTLS_REFUSED);
		return;
	case SMTP_END_ANSWERED:
		session_next_step(s, SMTP_STEP_QUIT, QUIT_S);
		session_leave(s, SMTP_STATUS_OK, 0);
		return;
	}
}

void
session_act(struct session *s, const struct smtp_action *action)
{
	if (action->end != SMTP_END_NONE) {
		finish(s, action->end);
		return;
	}
	bool greeting = is_smtp(s) ? s->smtp.state == SMTP_TLS_BANNER
				   : s->access.state == ACCESS_TLS_GREETING;
	session_next_step(s, step_of(s), greeting ? BANNER_S : STEP_S);
	if (action->send != NULL)
		session_say(s, action->send);
}

void
session_secured(struct session *s)
{
	const struct smtp_action action =
	    is_smtp(s) ? smtp_client_secured(&s->smtp)
		       : access_client_secured(&s->access);
	session_act(s, &action);
}

static void
take_reply(struct session *s)
{
	struct smtp_reply *r = &s->reply;
	if (s->step == SMTP_STEP_BANNER || s->smtp.state == SMTP_TLS_BANNER)
		text_add_bytes(&s->result.banner, r->raw, r->len);
	if (s->smtp.state == SMTP_EHLO)
		smtp_result_note_ehlo(&s->result, r);
	smtp_result_note_error(&s->result, r->raw + r->stray_at, r->stray_len);
	struct smtp_action action = smtp_client_step(&s->smtp, r);
	session_act(s, &action);
	smtp_reply_init(r);
}

/* Up to where TLS begins. */
void
session_take_replies(struct session *s, struct wire *w)
{
	const struct tls_client *tls = s->tls;
	if (!is_smtp(s)) {
		session_take_access(s, w);
		return;
	}
	while (wire_left(w) > 0 && !s->has_result && s->tls == tls) {
		switch (smtp_reply_feed(&s->reply, w)) {
		case SMTP_PARSE_MORE:
			return;
		case SMTP_PARSE_BAD:
			note_reply(s);
			session_end(s, SMTP_STATUS_BAD_REPLY);
			return;
		case SMTP_PARSE_WHOLE:
			take_reply(s);
			break;
		}
	}
}

void
session_take_clear(struct session *s, const uint8_t *bytes, size_t len)
{
	struct wire w = wire_over(bytes, len);
	if (s->step == SMTP_STEP_QUIT)
		session_close(s); /* the reply to QUIT, or anything */
	session_take_replies(s, &w);
	if (s->tls != NULL && wire_left(&w) > 0)
		smtp_result_note_error(&s->result, w.at, wire_left(&w));
}

bool
session_end_stray(struct session *s)
{
	if (s->has_result || !smtp_reply_is_stray(&s->reply))
		return false;
	note_reply(s);
	session_end(s, SMTP_STATUS_BAD_REPLY);
	return true;
}
