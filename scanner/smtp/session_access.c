#include "session_state.h"

/* POP3 and IMAP tell no difference between now and for ever. */
static void
refuse(struct session *s, enum smtp_status status)
{
	smtp_result_note_error(&s->result, s->access.line, s->access.len);
	session_leave(s, status, FIN_MS);
}

static void
finish(struct session *s, enum smtp_end why)
{
	switch (why) {
	case SMTP_END_NONE:
	case SMTP_END_EHLO_REFUSED: /* there is none */
	case SMTP_END_NO_STARTTLS:  /* it is not asked */
		return;
	case SMTP_END_TLS:
		session_begin_tls(s);
		return;
	case SMTP_END_BANNER_REFUSED:
		refuse(s, SMTP_STATUS_BANNER_REFUSED);
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
session_act_access(struct session *s, const struct smtp_action *action)
{
	if (action->end != SMTP_END_NONE) {
		finish(s, action->end);
		return;
	}
	if (s->access.state == ACCESS_TLS_GREETING)
		session_next_step(s, SMTP_STEP_TLS_EHLO, BANNER_S);
	else if (s->tls != NULL)
		session_next_step(s, SMTP_STEP_TLS_EHLO, STEP_S);
	else
		session_next_step(s, SMTP_STEP_STARTTLS, STEP_S);
	if (action->send != NULL)
		session_say(s, action->send);
}

static bool
is_greeting(enum access_state state)
{
	return state == ACCESS_GREETING || state == ACCESS_TLS_GREETING;
}

void
session_take_access(struct session *s, struct wire *w)
{
	const struct tls_client *tls = s->tls;
	while (wire_left(w) > 0 && !s->has_result && s->tls == tls) {
		struct access_client *c = &s->access;
		enum access_state before = c->state;
		bool bad;
		struct smtp_action action = access_client_take(c, w, &bad);
		if (bad) {
			smtp_result_note_error(&s->result, c->line, c->len);
			session_end(s, SMTP_STATUS_BAD_REPLY);
			return;
		}
		if (c->state == before)
			return;
		if (is_greeting(before))
			text_add_bytes(&s->result.banner, c->line, c->len);
		session_act_access(s, &action);
	}
}
