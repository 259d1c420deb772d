#include "output/manifest_rescan.h"

#include "output/json.h"

void
manifest_add_rescan(struct json *j, const struct manifest_rescan *r)
{
	if (r == NULL)
		return;
	json_add_key(j, "rescan");
	json_open_object(j);
	json_add_key(j, "from");
	json_open_array(j);
	for (size_t i = 0; i < r->from_count; i++) {
		json_open_object(j);
		json_add_key_string(j, "run_id", r->from[i].run_id);
		json_add_key_string(j, "directory", r->from[i].directory);
		json_add_key(j, "complete");
		json_add_bool(j, r->from[i].complete);
		json_close_object(j);
	}
	json_close_array(j);
	json_add_key_digits(j, "listed", r->listed);
	json_add_key_digits(j, "dropped", r->dropped);
	json_close_object(j);
}
