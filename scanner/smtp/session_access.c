#include "session_state.h"

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
		session_act(s, &action);
	}
}
