#include "dropped.h"

#include "keys.h"
#include "writer.h"

static const char *const reasons[DROPPED_REASON_COUNT] = {
    [DROPPED_NO_TLSA] = "no_tlsa",
    [DROPPED_NOT_ASKED] = "not_asked",
};

void
dropped_record_add(struct text *line, const struct dropped_record *r)
{
	struct json j = json_over(line);
	json_open_object(&j);
	record_add_name(&j, KEY_HOST, r->host);
	json_add_key_string(&j, KEY_REASON, reasons[r->reason]);
	json_add_key(&j, KEY_SEEN);
	json_add_time(&j, r->seen_ns);
	json_close_object(&j);
	text_add_char(line, '\n');
}

bool
dropped_record_read(struct record_reader *r, const char *line, size_t len,
    struct dropped_record *out)
{
	unsigned reason = DROPPED_REASON_COUNT;
	*out = (struct dropped_record){0};
	if (!record_begin(r, line, len) ||
	    !record_need_name(r, r->root, KEY_HOST, &out->host) ||
	    !record_get_word(r, r->root, KEY_REASON, reasons,
		DROPPED_REASON_COUNT, "no_tlsa or not_asked", &reason) ||
	    !record_need_time(r, r->root, KEY_SEEN, &out->seen_ns))
		return false;
	if (reason == DROPPED_REASON_COUNT)
		return record_wrong(r, KEY_REASON, "no_tlsa or not_asked");
	out->reason = (enum dropped_reason)reason;
	return true;
}
