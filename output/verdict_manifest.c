#include "output/verdict_manifest.h"

#include "base/text.h"

static void
add_runs(struct json *j, const char *key, const struct verdict_run *runs,
    size_t count)
{
	json_add_key(j, key);
	json_open_array(j);
	for (size_t i = 0; i < count; i++) {
		json_open_object(j);
		json_add_key_string(j, "run_id", runs[i].run_id);
		json_add_key_string(j, "directory", runs[i].directory);
		json_add_key(j, "complete");
		json_add_bool(j, runs[i].complete);
		json_add_key_string(j, "exit_reason", runs[i].exit_reason);
		manifest_add_shard(j, runs[i].shard);
		json_close_object(j);
	}
	json_close_array(j);
}

static void
add_input(struct json *j, const struct verdict_manifest *m)
{
	json_add_key(j, "input");
	json_open_object(j);
	json_add_key_digits(j, "records", m->lines);
	json_add_key_digits(j, "sessions_same", m->sessions_same);
	json_add_key_digits(j, "large_names", m->large_names);
	json_add_key_digits(j, "damaged", m->damaged);
	json_add_key_digits(j, "parts_wrong", m->parts_wrong);
	json_close_object(j);
}

int
verdict_manifest_write(const char *dir, const struct verdict_manifest *m)
{
	struct text t;
	text_init(&t);
	struct json j = json_over(&t);
	json_open_object(&j);
	json_add_key_u64(&j, "schema_version", VERDICT_SCHEMA_VERSION);
	manifest_add_program(&j, NULL);
	json_add_key(&j, "complete");
	json_add_bool(&j, m->complete);
	manifest_add_time(&j, "start", m->start_ns);
	manifest_add_time(&j, "end", m->end_ns);
	manifest_add_command(&j, m->command);
	add_runs(&j, "runs", m->runs, m->run_count);
	add_runs(&j, "history", m->history, m->history_count);
	add_input(&j, m);
	if (m->left_out != NULL)
		verdict_left_out_add(&j, m->left_out);
	json_add_key(&j, "parts");
	json_open_array(&j);
	manifest_add_parts(&j, m->parts, m->part_count);
	json_close_array(&j);
	json_close_object(&j);
	int rc = manifest_file_write(dir, &t);
	text_fini(&t);
	return rc;
}
