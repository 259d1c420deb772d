#include "listed.h"

#include "keys.h"
#include "writer.h"

void
listed_record_add(struct text *line, const struct listed_record *r)
{
	struct json j = json_over(line);
	json_open_object(&j);
	record_add_name(&j, KEY_HOST, r->host);
	json_add_key_u64(&j, KEY_DOMAINS, r->domains);
	record_add_name(&j, KEY_NEXT_HOP, r->next_hop);
	json_add_key(&j, KEY_SEEN);
	json_add_time(&j, r->seen_ns);
	json_close_object(&j);
	text_add_char(line, '\n');
}

bool
listed_record_read(struct record_reader *r, const char *line, size_t len,
    struct listed_record *out)
{
	*out = (struct listed_record){0};
	return record_begin(r, line, len) &&
	       record_need_name(r, r->root, KEY_HOST, &out->host) &&
	       record_get_u64(
		   r, r->root, KEY_DOMAINS, INT64_MAX, &out->domains) &&
	       record_get_name(r, r->root, KEY_NEXT_HOP, &out->next_hop) &&
	       record_need_time(r, r->root, KEY_SEEN, &out->seen_ns);
}
