#include "different_replies.h"

#include <stdlib.h>

void
different_replies_fini(struct different_replies *r)
{
	for (unsigned i = 0; i < r->count; i++)
		kept_reply_clear(&r->at[i]);
	free(r->at);
}

static bool
has(const struct different_replies *r, const struct dns_message *m)
{
	for (unsigned i = 0; i < r->count; i++)
		if (kept_reply_equals(
			&r->at[i], m->whole.at, wire_left(&m->whole)))
			return true;
	return false;
}

void
different_replies_add(struct different_replies *r, const struct dns_message *m,
    const struct question_server *from, bool tcp)
{
	if (r->count == DIFFERENT_REPLIES_MAX || has(r, m))
		return;
	if (r->at == NULL)
		r->at = calloc(DIFFERENT_REPLIES_MAX, sizeof(*r->at));
	if (r->at == NULL)
		return;
	kept_reply_set(&r->at[r->count], m, from, tcp);
	r->count += r->at[r->count].bytes != NULL;
}
