#include "large_name.h"

#include <string.h>

#include "output/record/state.h"

/* Is it of the same question as the row before? */
static bool
is_again(struct large_name *l, const struct key_row *row, size_t group)
{
	bool same =
	    l->group_len == group && memcmp(l->group, row->key, group) == 0;
	memcpy(l->group, row->key, group);
	l->group_len = group;
	return same;
}

/* The question, without its answer: we left it out, and no server did. */
static void
put_unanswered(struct text *out, const struct key_row *row)
{
	struct arena arena;
	struct text value;
	arena_init(&arena);
	text_init(&value);
	const struct reply *r = evidence_row_reply(row, &arena);
	evidence_row_put_reply(&value, &(struct reply){
					   .order = r->order,
					   .name = r->name,
					   .zone = r->zone,
					   .type = r->type,
					   .rx_ns = r->rx_ns,
					   .status = STATE_STATUS_TOO_LARGE,
					   .unasked = true,
					   .servers = r->servers,
					   .listed = r->listed,
				       });
	if (text_ok(&value))
		row_put(out, &(struct key_row){row->key, row->key_len,
				 (const uint8_t *)value.bytes, value.len});
	text_fini(&value);
	arena_fini(&arena);
}

void
large_name_take(void *arg, const struct key_row *row, struct text *out)
{
	struct large_name *l = arg;
	const struct evidence_row_head h = evidence_row_head(row);
	bool again = is_again(l, row, h.group);
	switch (h.kind) {
	case EVIDENCE_ROW_REPLY:
		if (!again)
			put_unanswered(out, row);
		return;
	case EVIDENCE_ROW_SESSION:
		if (!l->has_session)
			row_put(out, row);
		l->has_session = true;
		return;
	case EVIDENCE_ROW_DELEGATION:
	case EVIDENCE_ROW_LISTED:
		if (!again)
			row_put(out, row);
		return;
	case EVIDENCE_ROW_ZONE:
	case EVIDENCE_ROW_SIGNER:
	case EVIDENCE_ROW_SEEN:
	case EVIDENCE_ROW_VOUCHED:
	case EVIDENCE_ROW_WANTED:
	case EVIDENCE_ROW_CONTACT:
		row_put(out, row); /* few, or small */
		return;
	}
}
