#include "output/manifest_change.h"

#include "output/manifest_file.h"

static void
add_bound(struct json *j, const char *key, uint64_t bound)
{
	if (bound > 0)
		json_add_key_digits(j, key, bound);
}

void
manifest_add_changes(struct json *j, const struct manifest_changes *c)
{
	json_add_key(j, "rate_changes");
	json_open_array(j);
	for (size_t i = 0; i < c->rate_count; i++) {
		const struct manifest_rate *r = &c->rates[i];
		json_open_object(j);
		manifest_add_time(j, "time", r->time_ns);
		add_bound(j, "rate", r->rate_pps);
		add_bound(j, "bandwidth", r->bandwidth_bps);
		json_close_object(j);
	}
	json_close_array(j);
	json_add_key(j, "lists_read");
	json_open_array(j);
	for (size_t i = 0; i < c->reading_count; i++) {
		const struct manifest_reading *r = &c->readings[i];
		json_open_object(j);
		manifest_add_time(j, "time", r->time_ns);
		manifest_add_files(j, r->files, r->file_count);
		json_close_object(j);
	}
	json_close_array(j);
}
