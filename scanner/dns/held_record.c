#include "held_record.h"

#include <errno.h>

/* As it will stand in the part file, but for what is known late. */
static int
add_line(struct held_answers *h, uint64_t i, const struct dns_record *record,
    const struct dns_message *m, struct text *line, int64_t now_ns)
{
	struct held_line held = {0};

	text_clear(line);
	dns_record_begin(line, record, m);
	held.late_at = line->len;
	dns_record_end(line, m);
	if (!text_ok(line))
		return -ENOMEM;
	held.text = line->bytes;
	held.len = line->len;
	return held_answers_add_line(h, i, record->server, m, &held, now_ns)
		   ? 0
		   : -ENOSPC;
}

/* What other servers said may come still. */
static int
add_resolution(struct held_answers *h, uint64_t i,
    const struct dns_record *record, int64_t now_ns)
{
	struct resolution *f = resolution_new(
	    &(struct iterator_result){
		.question = record->question,
		.tag = (unsigned)record->stage,
		.status = record->status,
		.message = record->message,
		.message_len = record->message_len,
		.server = record->server,
		.ns = record->ns,
		.zone = record->zone,
		.attempts = record->attempts,
	    },
	    false, record->rx_ts_ns);

	if (f == NULL)
		return -ENOMEM;
	f->sprayed = true;
	held_answers_add(h, i, f, now_ns);
	return 0;
}

int
held_record_add(struct held_answers *h, uint64_t i,
    const struct dns_record *record, const struct dns_message *m,
    struct text *line, int64_t now_ns)
{
	if (record->attempts > 1)
		return add_resolution(h, i, record, now_ns);
	/* One server was asked, once: there is nothing to look up. */
	return add_line(h, i, record, m, line, now_ns);
}
