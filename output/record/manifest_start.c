#include "manifest_start.h"

#include <errno.h>

#include "manifest_reader.h"

/* A text that has to be there. */
static bool
need_text(struct record_reader *r, const struct json_value *object,
    const char *key, const char **out)
{
	*out = NULL;
	return record_get_text(r, object, key, out) &&
	       (*out != NULL || record_wrong(r, key, "text"));
}

/* A list that has to be there: room for what it holds; NULL: it is none. */
static void *
need_list(struct record_reader *r, const struct json_value *object,
    const char *key, size_t size, const struct json_value **list, size_t *count)
{
	*list = NULL;
	if (!record_get_list(r, object, key, "a list", list))
		return NULL;
	if (*list == NULL) {
		(void)record_wrong(r, key, "a list");
		return NULL;
	}
	*count = json_value_count(*list);
	return record_alloc(r, *count + 1, size);
}

static bool
read_argv(struct record_reader *r, const struct json_value *object,
    const char *const **out, size_t *count)
{
	const struct json_value *list;
	const char **argv =
	    need_list(r, object, "argv", sizeof(*argv), &list, count);
	if (argv == NULL)
		return false;
	const struct json_value *v = json_value_first(list);
	for (size_t i = 0; i < *count; i++, v = json_value_next(v)) {
		argv[i] = record_value_text(v);
		if (argv[i] == NULL)
			return record_wrong(r, "argv", "a list of text");
	}
	*out = argv;
	return *count > 0 || record_wrong(r, "argv", "a command line");
}

static bool
read_digest(struct record_reader *r, const struct json_value *o,
    struct manifest_digest *out)
{
	return record_get_digest(
	    r, o, "sha256", out->sha256, sizeof(out->sha256), &out->known);
}

static bool
read_zone(struct record_reader *r, const struct json_value *o,
    struct manifest_zone *out)
{
	uint64_t serial = 0;
	out->has_serial = record_value(o, "serial") != NULL;
	if (!need_text(r, o, "file", &out->file) ||
	    !record_get_u64(r, o, "serial", UINT32_MAX, &serial) ||
	    !read_digest(r, o, &out->digest))
		return false;
	out->serial = (uint32_t)serial;
	return true;
}

static bool
read_zones(struct record_reader *r, struct manifest_start *m)
{
	const struct json_value *list;
	struct manifest_zone *zones = need_list(
	    r, r->root, "zones", sizeof(*zones), &list, &m->zone_count);
	if (zones == NULL)
		return false;
	m->zones = zones;
	const struct json_value *v = json_value_first(list);
	for (size_t i = 0; i < m->zone_count; i++, v = json_value_next(v))
		if (!read_zone(r, v, &zones[i]))
			return false;
	return true;
}

static bool
read_file(struct record_reader *r, const struct json_value *o,
    struct manifest_file *out)
{
	return need_text(r, o, "option", &out->option) &&
	       need_text(r, o, "path", &out->path) &&
	       read_digest(r, o, &out->digest);
}

static bool
read_files(struct record_reader *r, struct manifest_start *m)
{
	const struct json_value *list;
	struct manifest_file *files = need_list(
	    r, r->root, "files", sizeof(*files), &list, &m->file_count);
	if (files == NULL)
		return false;
	m->files = files;
	const struct json_value *v = json_value_first(list);
	for (size_t i = 0; i < m->file_count; i++, v = json_value_next(v))
		if (!read_file(r, v, &files[i]))
			return false;
	return true;
}

/* What stands in no manifest of an earlier danesweep is left as it is. */
static bool
read_program(struct record_reader *r, const struct json_value *object,
    struct manifest_program *out)
{
	const struct json_value *o = NULL;
	if (!record_get_object(r, object, "program", &o))
		return false;
	return o == NULL || (need_text(r, o, "version", &out->version) &&
				need_text(r, o, "commit", &out->commit));
}

/* A list that may be missing: then it is empty. */
static void *
get_list(struct record_reader *r, const char *key, size_t size,
    const struct json_value **list, size_t *count)
{
	if (record_value(r->root, key) != NULL)
		return need_list(r, r->root, key, size, list, count);
	*list = NULL;
	*count = 0;
	return record_alloc(r, 1, size);
}

static bool
get_digits(struct record_reader *r, const struct json_value *object,
    const char *key, uint64_t *out)
{
	return record_value(object, key) == NULL ||
	       manifest_need_digits(r, object, key, out);
}

static bool
read_rates(struct record_reader *r, struct manifest_changes *c)
{
	const struct json_value *list;
	struct manifest_rate *rates =
	    get_list(r, "rate_changes", sizeof(*rates), &list, &c->rate_count);
	if (rates == NULL)
		return false;
	c->rates = rates;
	const struct json_value *o = json_value_first(list);
	for (size_t i = 0; i < c->rate_count; i++, o = json_value_next(o)) {
		if (!record_need_time(r, o, "time", &rates[i].time_ns) ||
		    !get_digits(r, o, "rate", &rates[i].rate_pps) ||
		    !get_digits(r, o, "bandwidth", &rates[i].bandwidth_bps))
			return false;
	}
	return true;
}

static bool
read_lists(struct record_reader *r, const struct json_value *object,
    struct manifest_reading *out)
{
	const struct json_value *list = NULL;
	if (!record_get_list(r, object, "files", "a list", &list))
		return false;
	out->file_count = json_value_count(list);
	if (out->file_count > MANIFEST_LISTS_MAX)
		return record_wrong(r, "files", "of three lists");
	const struct json_value *v = json_value_first(list);
	for (size_t i = 0; i < out->file_count; i++, v = json_value_next(v))
		if (!read_file(r, v, &out->files[i]))
			return false;
	return true;
}

static bool
read_readings(struct record_reader *r, struct manifest_changes *c)
{
	const struct json_value *list;
	struct manifest_reading *readings = get_list(
	    r, "lists_read", sizeof(*readings), &list, &c->reading_count);
	if (readings == NULL)
		return false;
	c->readings = readings;
	const struct json_value *o = json_value_first(list);
	for (size_t i = 0; i < c->reading_count; i++, o = json_value_next(o)) {
		if (!record_need_time(r, o, "time", &readings[i].time_ns) ||
		    !read_lists(r, o, &readings[i]))
			return false;
	}
	return true;
}

static bool
read_resumed(struct record_reader *r, struct manifest_start *m)
{
	const struct json_value *list;
	struct manifest_resumption *resumed = need_list(
	    r, r->root, "resumed", sizeof(*resumed), &list, &m->resumed_count);
	if (resumed == NULL)
		return false;
	m->resumed = resumed;
	const struct json_value *o = json_value_first(list);
	for (size_t i = 0; i < m->resumed_count; i++, o = json_value_next(o)) {
		if (!record_need_time(r, o, "start", &resumed[i].start_ns) ||
		    !read_argv(r, o, &resumed[i].argv, &resumed[i].argc) ||
		    !read_program(r, o, &resumed[i].program))
			return false;
	}
	return true;
}

static bool
read_all(struct record_reader *r, struct manifest_start *m)
{
	return need_text(r, r->root, "run_id", &m->run_id) &&
	       record_get_bool(r, r->root, "complete", &m->complete) &&
	       record_get_bool(r, r->root, "dry_run", &m->dry_run) &&
	       record_need_time(r, r->root, "start", &m->start_ns) &&
	       manifest_need_digits(r, r->root, "seed", &m->seed) &&
	       record_get_text(r, r->root, "directory", &m->directory) &&
	       read_program(r, r->root, &m->program) &&
	       read_argv(r, r->root, &m->argv, &m->argc) && read_zones(r, m) &&
	       read_files(r, m) && read_resumed(r, m) &&
	       read_rates(r, &m->changes) && read_readings(r, &m->changes);
}

int
manifest_start_read(struct manifest_start *m, const char *dir, struct text *why)
{
	*m = (struct manifest_start){0};
	record_reader_init(&m->reader);
	int rc = manifest_read(&m->reader, dir, MANIFEST_SCHEMA_VERSION, why);
	if (rc == 0 && !read_all(&m->reader, m))
		rc = manifest_wrong(&m->reader, dir, why);
	return rc;
}

void
manifest_start_fini(struct manifest_start *m)
{
	record_reader_fini(&m->reader);
}
