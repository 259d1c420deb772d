#include "manifest.h"

#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "dns/tlsa_name.h"
#include "output/run_dir.h"
#include "rescan_list.h"
#include "output/record/stage.h"

enum { LINK_COUNTERS = 3, COUNTERS_MAX = TALLY_ROWS + LINK_COUNTERS + 1 };

struct counter_list {
	struct manifest_counter at[COUNTERS_MAX];
	size_t count;
};

/* Counters of the run and of its stages, and what the manifest calls them. */
struct manifest_listing {
	struct counter_list run, drops;
	struct manifest_counter counters[STAGE_COUNT][TALLY_ROWS];
	struct manifest_stage stages[STAGE_COUNT];
};

static void
add(struct counter_list *l, const char *name, uint64_t value)
{
	l->at[l->count++] = (struct manifest_counter){name, value};
}

static void
list_counters(struct counter_list *l, const struct scan_manifest *m,
    const struct link_stats *link)
{
	struct tally now;
	add(l, "sent", link->sent);
	add(l, "sent_bytes", link->sent_bytes);
	add(l, "received", link->received);
	tally_take(&now, &m->base->counters);
	tally_list(&(struct tally){0}, &now, l->at + l->count);
	l->count += TALLY_ROWS;
	add(l, "mx_cut", m->mx_cut);
}

static void
list_drops(struct counter_list *l, const struct scan_manifest *m,
    const struct link_stats *link)
{
	const struct counters *c = &m->base->counters;
	add(l, "send_failed", link->send_failed);
	add(l, "kernel", link->receive_dropped);
	add(l, "interface", link->interface_dropped);
	add(l, "fragments", link->fragments);
	add(l, "bad_sum", counted(&c->packets_bad_sum));
	add(l, "ring_full", counted(&c->ring_full));
	add(l, "sessions_refused", counted(&c->sessions_refused));
}

static void
list_stages(struct manifest_listing *l, const struct scan_manifest *m)
{
	for (unsigned i = 0; i < STAGE_COUNT; i++) {
		const struct stage_times *times = &m->times[i];
		tally_list(&times->began, &times->ended, l->counters[i]);
		l->stages[i] = (struct manifest_stage){
		    .name = stage_name((enum stage)i),
		    .start_ns = times->began_ns,
		    .end_ns = times->ended_ns,
		    .counters = l->counters[i],
		    .counter_count = TALLY_ROWS,
		};
	}
}

static const char *
error_text(const struct scan_manifest *m)
{
	if (m->end == MANIFEST_SELF_CHECK)
		return m->base->self_check.fault;
	return m->error < 0 ? strerror(-m->error) : NULL;
}

/* A stream ends with it: nobody could tell a whole one by its records. */
static int
end_stream(struct line_stream *stream, const struct manifest *m)
{
	struct text line;
	if (m->end == MANIFEST_RUNNING)
		return 0;
	text_init(&line);
	manifest_add(&line, m);
	text_add_char(&line, '\n');
	int rc = text_ok(&line)
		     ? line_stream_add(stream, "manifest", line.bytes, line.len)
		     : -ENOMEM;
	text_fini(&line);
	return rc;
}

static int
put(struct line_stream *stream, const struct manifest *m)
{
	return stream != NULL ? end_stream(stream, m)
			      : manifest_write(run_dir_here, m);
}

/* NULL: this one began it, or nobody knows. */
static const struct manifest_program *
program_of(const struct scan_earlier *earlier)
{
	return earlier != NULL && earlier->program.version != NULL
		   ? &earlier->program
		   : NULL;
}

int
scan_manifest_write(const struct scan_manifest *m)
{
	struct link_stats link;
	struct link_info info;
	struct manifest_listing l = {0};
	struct manifest_parts parts[RUN_PARTS_MAX];
	link_stats(m->base->network.link, &link);
	link_describe(m->base->network.link, &info);
	list_counters(&l.run, m, &link);
	list_drops(&l.drops, m, &link);
	list_stages(&l, m);
	const struct run_base *b = m->base;
	const struct scan_earlier *earlier = b->plan->earlier;
	return put(b->stream,
	    &(struct manifest){
		.run_id = b->run_id,
		.program = program_of(earlier),
		.command = b->plan->command,
		.vantage = b->plan->vantage,
		.service = tlsa_port() != 25 ? tlsa_port() : 0,
		.interface = b->network.interface,
		.link = {info.kind, info.send, info.receive, info.xdp,
		    info.note},
		.seed = b->plan->seed,
		.shard = (uint32_t)b->plan->shard,
		.shards = (uint32_t)b->plan->shards,
		.end = m->end,
		.start_ns = b->began_ns,
		.end_ns = m->end == MANIFEST_RUNNING ? 0 : clock_realtime_ns(),
		.resumed = earlier != NULL ? earlier->resumed : NULL,
		.resumed_count = earlier != NULL ? earlier->resumed_count : 0,
		.changes = run_changes_list(m->changes),
		.error = error_text(m),
		.self_check = {self_check_word(b->self_check.clock),
		    self_check_word(b->self_check.port_53),
		    self_check_word(b->self_check.port_25)},
		.rescan =
		    b->plan->rescan != NULL ? &b->plan->rescan->manifest : NULL,
		.zones = b->plan->zones,
		.zone_count = b->plan->zone_count,
		.stages = l.stages,
		.stage_count = STAGE_COUNT,
		.counters = l.run.at,
		.counter_count = l.run.count,
		.drops = l.drops.at,
		.drop_count = l.drops.count,
		.parts = parts,
		.parts_count = run_parts_list(
		    &b->parts, m->end == MANIFEST_RUNNING, parts),
	    });
}
