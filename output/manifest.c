#include "output/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "output/json.h"

static void
add_time(struct json *j, const char *key, int64_t realtime_ns)
{
	if (realtime_ns == 0)
		return;
	json_add_key(j, key);
	json_add_time(j, realtime_ns);
}

static void
add_link(struct json *j, const struct manifest_link *link)
{
	if (link->kind == NULL)
		return;
	json_add_key(j, "link");
	json_open_object(j);
	json_add_key_string(j, "kind", link->kind);
	json_add_key_string(j, "send", link->send);
	json_add_key_string(j, "receive", link->receive);
	json_add_key_string(j, "xdp", link->xdp);
	json_add_key_string(j, "note", link->note);
	json_close_object(j);
}

static void
add_counters(struct json *j, const char *key,
    const struct manifest_counter *counters, size_t count)
{
	json_add_key(j, key);
	json_open_object(j);
	for (size_t i = 0; i < count; i++)
		json_add_key_u64(j, counters[i].name, counters[i].value);
	json_close_object(j);
}

static void
add_zone(struct json *j, const struct manifest_zone *z)
{
	json_open_object(j);
	json_add_key_string(j, "file", z->file);
	json_add_key_string(j, "zone", z->name);
	if (z->has_serial)
		json_add_key_u64(j, "serial", z->serial);
	json_add_key_u64(j, "records", z->records);
	json_add_key_u64(j, "delegations", z->delegations);
	json_add_key(j, "passed_over");
	json_open_object(j);
	json_add_key_u64(j, "lines", z->faults);
	json_add_key_u64(j, "other_class", z->other_class);
	json_add_key_u64(j, "other_type", z->other_type);
	json_add_key_u64(j, "signatures", z->bad_signatures);
	json_close_object(j);
	json_add_key(j, "closing_soa");
	json_add_bool(j, z->closing_soa);
	json_close_object(j);
}

static void
add_zones(struct json *j, const struct manifest *m)
{
	json_add_key(j, "zones");
	json_open_array(j);
	for (size_t i = 0; i < m->zone_count; i++)
		add_zone(j, &m->zones[i]);
	json_close_array(j);
}

static void
add_stages(struct json *j, const struct manifest *m)
{
	json_add_key(j, "stages");
	json_open_array(j);
	for (size_t i = 0; i < m->stage_count; i++) {
		const struct manifest_stage *s = &m->stages[i];
		json_open_object(j);
		json_add_key_string(j, "name", s->name);
		add_time(j, "start", s->start_ns);
		add_time(j, "end", s->end_ns);
		add_counters(j, "counters", s->counters, s->counter_count);
		json_close_object(j);
	}
	json_close_array(j);
}

static void
add_part(struct json *j, const struct part_info *p)
{
	json_open_object(j);
	json_add_key_string(j, "path", p->path);
	json_add_key_string(j, "kind", p->kind);
	json_add_key_u64(j, "records", p->records);
	json_add_key_u64(j, "bytes", p->bytes);
	json_add_key_u64(j, "text_bytes", p->text_bytes);
	json_add_key(j, "sha256");
	json_add_hex(j, p->sha256, sizeof(p->sha256));
	json_close_object(j);
}

static void
add_parts(struct json *j, const struct manifest *m)
{
	json_add_key(j, "parts");
	json_open_array(j);
	for (size_t i = 0; i < m->parts_count; i++)
		for (size_t n = 0; n < m->parts[i].count; n++)
			add_part(j, &m->parts[i].at[n]);
	json_close_array(j);
}

static void
add_argv(struct json *j, const struct manifest *m)
{
	json_add_key(j, "argv");
	json_open_array(j);
	for (int i = 0; i < m->argc; i++)
		json_add_string(j, m->argv[i]);
	json_close_array(j);
}

static void
add_end(struct json *j, enum manifest_end end)
{
	json_add_key(j, "complete");
	if (end == MANIFEST_INTERRUPTED)
		json_add_string(j, "interrupted");
	else
		json_add_bool(j, end == MANIFEST_COMPLETE);
}

static void
add_manifest(struct text *t, const struct manifest *m)
{
	struct json j = json_over(t);
	json_open_object(&j);
	json_add_key_string(&j, "version", m->version);
	add_end(&j, m->end);
	json_add_key_string(&j, "error", m->error);
	add_time(&j, "start", m->start_ns);
	add_time(&j, "end", m->end_ns);
	add_argv(&j, m);
	json_add_key_string(&j, "interface", m->interface);
	add_link(&j, &m->link);
	json_add_key_digits(&j, "seed", m->seed);
	json_add_key_u64(&j, "shard", m->shard);
	json_add_key_u64(&j, "shards", m->shards);
	add_zones(&j, m);
	add_stages(&j, m);
	add_counters(&j, "counters", m->counters, m->counter_count);
	add_counters(&j, "drops", m->drops, m->drop_count);
	add_parts(&j, m);
	json_close_object(&j);
	text_add_char(t, '\n');
}

static int
replace_file(const char *path, const char *tmp, const struct text *t)
{
	int rc = file_remove(tmp); /* of a run that was killed here */
	int fd = rc == 0 || rc == -ENOENT ? file_create(tmp) : rc;
	if (fd < 0)
		return fd;
	rc = file_write_all(fd, t->bytes, t->len);
	if (rc == 0)
		rc = file_sync(fd);
	if (close(fd) < 0 && rc == 0)
		rc = -errno;
	if (rc == 0)
		rc = file_rename(tmp, path);
	if (rc < 0)
		(void)!file_remove(tmp);
	return rc;
}

int
manifest_write(const char *run, const struct manifest *m)
{
	char path[PATH_MAX], tmp[PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s/manifest.json", run);
	int k = snprintf(tmp, sizeof(tmp), "%s/manifest.json.tmp", run);
	if (n >= (int)sizeof(path) || k >= (int)sizeof(tmp))
		return -ENAMETOOLONG;

	struct text t;
	text_init(&t);
	add_manifest(&t, m);
	int rc = text_ok(&t) ? replace_file(path, tmp, &t) : -ENOMEM;
	if (rc == 0)
		rc = file_sync_dir(run);
	text_fini(&t);
	return rc;
}
