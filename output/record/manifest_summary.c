#include "manifest_summary.h"

#include <errno.h>
#include <string.h>

#include "manifest_reader.h"
#include "output/manifest_file.h"
#include "output/part.h"
#include "shard_reader.h"

/* A text that has to be there, and to fit. */
static bool
copy_text(struct record_reader *r, const struct json_value *object,
    const char *key, char *out, size_t room)
{
	const char *text = NULL;
	if (!record_get_text(r, object, key, &text))
		return false;
	size_t len = text != NULL ? strlen(text) : room;
	if (len >= room)
		return record_wrong(r, key, "what it should be");
	memcpy(out, text, len + 1);
	return true;
}

/* The same of a text that need not be there. */
static bool
copy_text_or_none(struct record_reader *r, const struct json_value *object,
    const char *key, char *out, size_t room)
{
	out[0] = '\0';
	return record_value(object, key) == NULL ||
	       copy_text(r, object, key, out, room);
}

static bool
need_bool(struct record_reader *r, const char *key, bool *out)
{
	return record_value(r->root, key) != NULL
		   ? record_get_bool(r, r->root, key, out)
		   : record_wrong(r, key, "true or false");
}

static bool
read_part(
    struct record_reader *r, const struct json_value *o, struct part_info *out)
{
	bool digest = false;
	if (!copy_text(r, o, "path", out->path, sizeof(out->path)) ||
	    !copy_text(r, o, "kind", out->kind, sizeof(out->kind)) ||
	    !manifest_need_digits(r, o, "records", &out->records) ||
	    !manifest_need_digits(r, o, "bytes", &out->bytes) ||
	    !manifest_need_digits(r, o, "text_bytes", &out->text_bytes) ||
	    !record_get_digest(
		r, o, "sha256", out->sha256, sizeof(out->sha256), &digest))
		return false;
	return digest || record_wrong(r, "sha256", "a digest");
}

static bool
read_parts(struct record_reader *r, struct array *out)
{
	const struct json_value *list = NULL;
	if (!record_get_list(r, r->root, "parts", "a list of parts", &list))
		return false;
	if (list == NULL)
		return record_wrong(r, "parts", "a list of parts");
	size_t count = json_value_count(list);
	struct part_info *part = array_push(out, count, sizeof(*part));
	if (part == NULL && count > 0)
		return record_wrong(r, "parts", "small enough");
	const struct json_value *v = json_value_first(list);
	for (size_t i = 0; i < count; i++, v = json_value_next(v)) {
		part[i] = (struct part_info){0};
		if (!read_part(r, v, &part[i]))
			return false;
	}
	return true;
}

static bool
read_runs(struct record_reader *r, struct array *out)
{
	const struct json_value *list = NULL;
	if (!record_get_list(r, r->root, "runs", "a list of runs", &list))
		return false;
	size_t count = json_value_count(list);
	struct manifest_shard *run = array_push(out, count, sizeof(*run));
	if (run == NULL && count > 0)
		return record_wrong(r, "runs", "small enough");
	const struct json_value *v = json_value_first(list);
	for (size_t i = 0; i < count; i++, v = json_value_next(v))
		if (!shard_read_verdict(r, v, &run[i]))
			return false;
	return true;
}

static bool
read_from(
    struct record_reader *r, const struct json_value *rescan, struct array *out)
{
	const struct json_value *list = NULL;
	if (!record_get_list(r, rescan, "from", "a list of runs", &list))
		return false;
	size_t count = json_value_count(list);
	struct manifest_from *from = array_push(out, count, sizeof(*from));
	if (from == NULL && count > 0)
		return record_wrong(r, "from", "small enough");
	const struct json_value *one = json_value_first(list);
	for (size_t i = 0; i < count; i++, one = json_value_next(one)) {
		from[i].complete = false;
		if (!copy_text(r, one, "run_id", from[i].run_id,
			sizeof(from[i].run_id)) ||
		    !record_get_bool(r, one, "complete", &from[i].complete))
			return false;
	}
	return true;
}

static bool
read_rescan(struct record_reader *r, struct manifest_summary *m)
{
	const struct json_value *rescan = NULL;
	if (!record_get_object(r, r->root, "rescan", &rescan))
		return false;
	m->rescan = rescan != NULL;
	return !m->rescan ||
	       (read_from(r, rescan, &m->from) &&
		   manifest_need_digits(r, rescan, "listed", &m->listed) &&
		   manifest_need_digits(r, rescan, "dropped", &m->dropped));
}

static bool
read_left_out(struct record_reader *r, struct manifest_summary *m)
{
	const struct json_value *rest = NULL, *list = NULL, *unjudged = NULL;
	if (!record_get_object(r, r->root, "left_out", &rest))
		return false;
	m->left_some = rest != NULL;
	if (rest == NULL)
		return true;
	if (!record_get_list(r, rest, "domains", "a list", &list) ||
	    !record_get_object(r, rest, "not_judged", &unjudged) ||
	    !manifest_need_digits(r, unjudged, "domains", &m->not_judged))
		return false;
	size_t count = json_value_count(list);
	struct manifest_left_out *out =
	    array_push(&m->left_out, count, sizeof(*out));
	if (out == NULL && count > 0)
		return record_wrong(r, "left_out", "small enough");
	const struct json_value *v = json_value_first(list);
	for (size_t i = 0; i < count; i++, v = json_value_next(v)) {
		const struct dns_name *zone = NULL;
		out[i] = (struct manifest_left_out){.with_mx = false};
		if (!record_need_name(r, v, "zone", &zone) ||
		    !record_get_bool(r, v, "with_mx", &out[i].with_mx) ||
		    !manifest_need_digits(r, v, "domains", &out[i].domains))
			return false;
		dns_name_copy(zone, &out[i].zone);
	}
	return true;
}

typedef bool read_fn(struct record_reader *r, struct manifest_summary *m);

static bool
read_verdict(struct record_reader *r, struct manifest_summary *m)
{
	const struct json_value *program = NULL;
	m->names_all = true;
	return record_get_object(r, r->root, "program", &program) &&
	       copy_text_or_none(
		   r, program, "version", m->version, sizeof(m->version)) &&
	       need_bool(r, "complete", &m->complete) &&
	       read_parts(r, &m->parts) && read_runs(r, &m->runs) &&
	       read_left_out(r, m);
}

/* While a run is not complete, parts are made that it does not name yet. */
static bool
read_run(struct record_reader *r, struct manifest_summary *m)
{
	m->service = 25;
	return copy_text(r, r->root, "run_id", m->run_id, sizeof(m->run_id)) &&
	       record_get_u64(r, r->root, "service", UINT16_MAX, &m->service) &&
	       copy_text(r, r->root, "exit_reason", m->exit_reason,
		   sizeof(m->exit_reason)) &&
	       need_bool(r, "dry_run", &m->dry_run) &&
	       need_bool(r, "complete", &m->complete) &&
	       need_bool(r, "complete", &m->names_all) &&
	       read_parts(r, &m->parts) && shard_read(r, &m->shard) &&
	       copy_text_or_none(
		   r, r->root, "vantage", m->vantage, sizeof(m->vantage)) &&
	       record_get_time(r, r->root, "start", &m->start_ns) &&
	       read_rescan(r, m);
}

/* A manifest of one kind. */
struct manifest_kind {
	const char *folder; /* of it, behind the directory */
	int version;
	read_fn *read;
};

static int
read_as(struct manifest_summary *m, const struct manifest_kind *kind,
    const char *dir, struct text *why)
{
	struct text path;
	struct record_reader r;
	*m = (struct manifest_summary){0};
	text_init(&path);
	record_reader_init(&r);
	text_addf(&path, "%s%s", dir, kind->folder);
	int rc = text_ok(&path)
		     ? manifest_read(&r, path.bytes, kind->version, why)
		     : -ENOMEM;
	if (rc == 0 && !kind->read(&r, m))
		rc = manifest_wrong(&r, path.bytes, why);
	record_reader_fini(&r);
	text_fini(&path);
	return rc;
}

int
manifest_summary_read(
    struct manifest_summary *m, const char *dir, struct text *why)
{
	static const struct manifest_kind run = {
	    "", MANIFEST_SCHEMA_VERSION, read_run};
	return read_as(m, &run, dir, why);
}

int
manifest_summary_read_verdict(
    struct manifest_summary *m, const char *dir, struct text *why)
{
	static const struct manifest_kind verdict = {
	    "/verdict", VERDICT_SCHEMA_VERSION, read_verdict};
	int rc = read_as(m, &verdict, dir, why);
	if (rc == -EPROTO)
		text_add(why, ", or judge the run again");
	return rc;
}

void
manifest_summary_fini(struct manifest_summary *m)
{
	array_fini(&m->parts);
	array_fini(&m->runs);
	array_fini(&m->from);
	array_fini(&m->left_out);
}

const char *
manifest_summary_end(const struct manifest_summary *m)
{
	static const struct {
		const char *word, *text;
	} ends[] = {
	    {"", "it still runs, or was killed"},
	    {"signal", "it was stopped"},
	    {"disk_full", "its disk was full"},
	    {"self_check", "its self-check failed"},
	};
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		if (strcmp(m->exit_reason, ends[i].word) == 0)
			return ends[i].text;
	}
	return "it failed";
}
