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
		json_add_key_digits(j, counters[i].name, counters[i].value);
	json_close_object(j);
}

static void
add_zone(struct json *j, const struct manifest_zone *z)
{
	json_open_object(j);
	json_add_key_string(j, "file", z->file);
	json_add_key_string(j, "zone", z->name);
	manifest_add_digest(j, &z->digest);
	if (z->has_serial)
		json_add_key_u64(j, "serial", z->serial);
	json_add_key_digits(j, "records", z->records);
	json_add_key_digits(j, "delegations", z->delegations);
	json_add_key(j, "passed_over");
	json_open_object(j);
	json_add_key_digits(j, "lines", z->faults);
	json_add_key_digits(j, "other_class", z->other_class);
	json_add_key_digits(j, "other_type", z->other_type);
	json_add_key_digits(j, "signatures", z->bad_signatures);
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
		manifest_add_time(j, "start", s->start_ns);
		manifest_add_time(j, "end", s->end_ns);
		add_counters(j, "counters", s->counters, s->counter_count);
		json_close_object(j);
	}
	json_close_array(j);
}

static void
add_parts(struct json *j, const struct manifest *m)
{
	json_add_key(j, "parts");
	json_open_array(j);
	for (size_t i = 0; i < m->parts_count; i++)
		manifest_add_parts(j, m->parts[i].at, m->parts[i].count);
	json_close_array(j);
}

static const char *
end_word(enum manifest_end end)
{
	switch (end) {
	case MANIFEST_RUNNING:
		return "";
	case MANIFEST_FINISHED:
		return "finished";
	case MANIFEST_SIGNAL:
		return "signal";
	case MANIFEST_ERROR:
		return "error";
	case MANIFEST_DISK_FULL:
		return "disk_full";
	case MANIFEST_SELF_CHECK:
		break;
	}
	return "self_check";
}

enum manifest_end
manifest_end_of(int error, bool stopped)
{
	if (error == -ENOSPC || error == -EDQUOT)
		return MANIFEST_DISK_FULL;
	if (error == -ECANCELED)
		return MANIFEST_SELF_CHECK;
	if (error < 0)
		return MANIFEST_ERROR;
	return stopped ? MANIFEST_SIGNAL : MANIFEST_FINISHED;
}

static void
add_end(struct json *j, const struct manifest *m)
{
	json_add_key(j, "complete");
	json_add_bool(j, m->end == MANIFEST_FINISHED);
	json_add_key_string(j, "exit_reason", end_word(m->end));
	json_add_key_string(j, "error", m->error);
	manifest_add_time(j, "start", m->start_ns);
	manifest_add_time(j, "end", m->end_ns);
}

static void
add_resumed(struct json *j, const struct manifest *m)
{
	json_add_key(j, "resumed");
	json_open_array(j);
	for (size_t i = 0; i < m->resumed_count; i++) {
		const struct manifest_resumption *r = &m->resumed[i];
		json_open_object(j);
		manifest_add_time(j, "start", r->start_ns);
		if (r->program.version != NULL)
			manifest_add_program(j, &r->program);
		manifest_add_argv(j, r->argv, r->argc);
		json_close_object(j);
	}
	json_close_array(j);
}

static void
add_self_check(struct json *j, const struct manifest_self_check *s)
{
	json_add_key(j, "self_check");
	json_open_object(j);
	json_add_key_string(j, "clock", s->clock);
	json_add_key_string(j, "port_53", s->port_53);
	json_add_key_string(j, "port_25", s->port_25);
	json_close_object(j);
}

void
manifest_add(struct text *t, const struct manifest *m)
{
	struct json j = json_over(t);
	json_open_object(&j);
	json_add_key_string(&j, "run_id", m->run_id);
	json_add_key_u64(&j, "schema_version", MANIFEST_SCHEMA_VERSION);
	manifest_add_program(&j, m->program);
	add_end(&j, m);
	add_self_check(&j, &m->self_check);
	add_resumed(&j, m);
	manifest_add_changes(&j, &m->changes);
	manifest_add_command(&j, m->command);
	json_add_key(&j, "dry_run");
	json_add_bool(&j, m->command->dry_run);
	json_add_key_string(&j, "vantage", m->vantage);
	if (m->service != 0)
		json_add_key_u64(&j, "service", m->service);
	json_add_key_string(&j, "interface", m->interface);
	add_link(&j, &m->link);
	json_add_key_digits(&j, "seed", m->seed);
	json_add_key_u64(&j, "shard", m->shard);
	json_add_key_u64(&j, "shards", m->shards);
	manifest_add_rescan(&j, m->rescan);
	add_zones(&j, m);
	add_stages(&j, m);
	add_counters(&j, "counters", m->counters, m->counter_count);
	add_counters(&j, "drops", m->drops, m->drop_count);
	add_parts(&j, m);
	json_close_object(&j);
}

int
manifest_write(const char *run, const struct manifest *m)
{
	struct text t;
	text_init(&t);
	manifest_add(&t, m);
	int rc = manifest_file_write(run, &t);
	text_fini(&t);
	return rc;
}
