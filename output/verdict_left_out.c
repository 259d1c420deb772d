#include "verdict_left_out.h"

static void
add_lines(struct json *j, const char *key, const struct left_out_line *lines,
    size_t count)
{
	json_add_key(j, key);
	json_open_array(j);
	for (size_t i = 0; i < count; i++) {
		const struct left_out_line *l = &lines[i];
		json_open_object(j);
		if (l->zone != NULL) {
			json_add_key_string(j, "zone", l->zone);
			json_add_key_string(j, "mx", l->state);
			json_add_key(j, "with_mx");
			json_add_bool(j, l->with_mx);
		} else {
			json_add_key_string(j, "tlsa", l->state);
		}
		json_add_key_string(j, "study", l->study);
		json_add_key_string(j, "sender", l->sender);
		json_add_key_string(j, "reason", l->reason);
		json_add_key_digits(j, key, l->count);
		json_close_object(j);
	}
	json_close_array(j);
}

void
verdict_left_out_add(struct json *j, const struct verdict_left_out *l)
{
	json_add_key(j, "left_out");
	json_open_object(j);
	add_lines(j, "hosts", l->hosts, l->host_lines);
	add_lines(j, "domains", l->domains, l->domain_lines);
	json_add_key(j, "not_judged");
	json_open_object(j);
	json_add_key_digits(j, "hosts", l->hosts_unjudged);
	json_add_key_digits(j, "domains", l->domains_unjudged);
	json_close_object(j);
	json_close_object(j);
}
