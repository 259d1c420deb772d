#include "rrset.h"

#include "keys.h"
#include "state.h"

void
rrset_record_add(struct text *line, const struct rrset_record *q)
{
	struct json j = json_over(line);
	json_open_object(&j);
	record_add_text_or_null(&j, KEY_RUN_ID, q->run_id);
	record_add_name(&j, KEY_NAME, q->name);
	record_add_type(&j, q->type);
	state_add_word(&j, &q->state);
	rx_time_add(&j, q->rx_ns);
	state_add_why(&j, &q->state);
	json_close_object(&j);
	text_add_char(line, '\n');
}

bool
rrset_record_read(struct record_reader *r, const char *line, size_t len,
    struct rrset_record *out)
{
	*out = (struct rrset_record){0};
	return record_begin(r, line, len) &&
	       record_get_text(r, r->root, KEY_RUN_ID, &out->run_id) &&
	       record_need_name(r, r->root, KEY_NAME, &out->name) &&
	       record_need_type(r, r->root, &out->type) &&
	       record_get_time(r, r->root, KEY_RX_TS, &out->rx_ns) &&
	       state_read_fields(r, r->root, &out->state);
}
