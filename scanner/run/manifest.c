#include "manifest.h"

#include <string.h>

#include "base/clock.h"
#include "output/run_dir.h"
#include "output/record/stage.h"

enum { COUNTERS_MAX = 32 };

struct counter_list {
	struct manifest_counter at[COUNTERS_MAX];
	size_t count;
};

static struct counter_list
list(const struct manifest_counter *at, size_t count)
{
	struct counter_list l = {.count = count};
	memcpy(l.at, at, count * sizeof(*at));
	return l;
}

static struct counter_list
list_counters(const struct scan_manifest *m, const struct link_stats *link)
{
	const struct counters *c = &m->base->counters;
	const struct manifest_counter counters[] = {
	    {"sent", link->sent},
	    {"sent_bytes", link->sent_bytes},
	    {"received", link->received},
	    {"questions", counted(&c->questions_sent)},
	    {"resolver_questions", counted(&c->resolver_sent)},
	    {"bootstrap_questions", counted(&c->bootstrap_questions)},
	    {"hidden_zone_questions", counted(&c->hidden_zones)},
	    {"questions_parked", counted(&c->questions_parked)},
	    {"syns", counted(&c->syns_sent)},
	    {"sessions_again", counted(&c->sessions_again)},
	    {"dns_records", counted(&c->dns_records)},
	    {"smtp_records", counted(&c->smtp_records)},
	    {"certificates", counted(&c->certificates)},
	    {"answers_late", counted(&c->answers_late)},
	    {"replies_unmatched", counted(&c->replies_unmatched)},
	    {"replies_duplicate", counted(&c->replies_duplicate)},
	    {"replies_malformed", counted(&c->replies_malformed)},
	    {"segments_stray", counted(&c->segments_stray)},
	    {"packets_not_ours", counted(&c->packets_not_ours)},
	    {"icmp_errors", counted(&c->icmp_errors)},
	    {"mx_cut", m->mx_cut},
	};
	return list(counters, ARRAY_LEN(counters));
}

static struct counter_list
list_drops(const struct scan_manifest *m, const struct link_stats *link)
{
	const struct counters *c = &m->base->counters;
	const struct manifest_counter drops[] = {
	    {"send_failed", link->send_failed},
	    {"kernel", link->receive_dropped},
	    {"interface", link->interface_dropped},
	    {"fragments", link->fragments},
	    {"bad_sum", counted(&c->packets_bad_sum)},
	    {"ring_full", counted(&c->ring_full)},
	    {"sessions_refused", counted(&c->sessions_refused)},
	};
	return list(drops, ARRAY_LEN(drops));
}

static void
list_stages(const struct scan_manifest *m, struct manifest_stage stages[])
{
	for (unsigned i = 0; i < STAGE_COUNT; i++)
		stages[i] = (struct manifest_stage){
		    .name = stage_name((enum stage)i),
		    .start_ns = m->times[i].began_ns,
		    .end_ns = m->times[i].ended_ns,
		};
}

int
scan_manifest_write(const struct scan_manifest *m)
{
	struct link_stats link;
	struct link_info info;
	struct manifest_stage stages[STAGE_COUNT];
	struct manifest_parts parts[RUN_PARTS_MAX];
	link_stats(m->base->network.link, &link);
	link_describe(m->base->network.link, &info);
	list_stages(m, stages);
	const struct counter_list counters = list_counters(m, &link);
	const struct counter_list drops = list_drops(m, &link);
	const struct run_base *b = m->base;
	return manifest_write(run_dir_here,
	    &(struct manifest){
		.version = VERSION,
		.argv = (const char *const *)b->plan->argv,
		.argc = b->plan->argc,
		.interface = b->network.interface,
		.link = {info.kind, info.send, info.receive, info.xdp,
		    info.note},
		.seed = b->plan->seed,
		.shard = (uint32_t)b->plan->shard,
		.shards = (uint32_t)b->plan->shards,
		.end = m->end,
		.start_ns = b->began_ns,
		.end_ns = m->end == MANIFEST_RUNNING ? 0 : clock_realtime_ns(),
		.error = m->error < 0 ? strerror(-m->error) : NULL,
		.zones = b->plan->zones,
		.zone_count = b->plan->zone_count,
		.stages = stages,
		.stage_count = STAGE_COUNT,
		.counters = counters.at,
		.counter_count = counters.count,
		.drops = drops.at,
		.drop_count = drops.count,
		.parts = parts,
		.parts_count = run_parts_list(&b->parts, parts),
	    });
}
