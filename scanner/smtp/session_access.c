#include "session_state.h"

static bool
is_greeting(enum access_state state)
{
	return state == ACCESS_GREETING || state == ACCESS_TLS_GREETING;
}

/* Who does not know the question says nothing of STARTTLS. */
static void
note_offer(struct smtp_result *r, const struct access_client *c)
{
	if (c->offers)
		r->offer = SMTP_OFFER_OFFERED;
	else if (c->state == ACCESS_CLOSED)
		r->offer = SMTP_OFFER_ABSENT;
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
		if (before == ACCESS_ASKED)
			note_offer(&s->result, c);
		session_act(s, &action);
	}
}
