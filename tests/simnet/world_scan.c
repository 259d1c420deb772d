#include "world_scan.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/gzip.h"
#include "base/hash.h"
#include "base/macros.h"
#include "output/record/stage.h"
#include "output/run_dir.h"
#include "scanner/command/again_judge.h"
#include "scanner/command/chain_fit.h"
#include "scanner/engine/monitor.h"
#include "scanner/run/scan.h"
#include "scheduler.h"
#include "simnet.h"
#include "tests/unit/open_ranges.h"
#include "zone_files.h"

enum { FAST_PPS = 20000, WATCH_NS = 5 * NS_PER_MS };

struct place {
	const struct world_scan *scan;
	char dir[40], hints[64], run[64];
	struct simnet *simnet;
	struct link_sim_config link;
	struct destination destination;
	struct scan_plan plan;
	struct again_judge again;
	struct delegations *delegations;
	struct blocklist *blocklist;
	atomic_bool stopping;
};

/* Ends the program: a test that cannot begin is no test. */
static void
must(bool so, const char *what)
{
	if (so)
		return;
	fprintf(stderr, "world_scan: %s\n", what);
	abort();
}

static void
read_zones(struct place *p)
{
	struct zone_file_count count;
	struct text why;
	char path[80];
	text_init(&why);
	p->delegations = delegations_new();
	for (unsigned t = 0; t < SIMNET_TLDS; t++) {
		snprintf(
		    path, sizeof(path), "%s/%s.zone", p->dir, simnet_tld(t));
		must(
		    delegations_read(p->delegations,
			&(struct zone_source){.path = path}, &count, &why) == 0,
		    "a zone file");
	}
	must(delegations_seal(p->delegations) == 0, "the zones");
	text_fini(&why);
}

static uint64_t
seed_of(const struct world_scan *scan)
{
	return scan->order != 0 ? scan->order : scan->config.seed;
}

static void
make_plan(struct place *p, const struct world_scan *scan)
{
	static char name[] = "world_scan";
	static char *const argv[] = {name, NULL};
	uint64_t rate_pps = scan->rate_pps != 0 ? scan->rate_pps : FAST_PPS;
	p->destination.has[NETWORK_V4] = p->destination.has[NETWORK_V6] = true;
	p->plan = (struct scan_plan){
	    .delegations = p->delegations,
	    .domains = {.delegations = p->delegations},
	    .stages = (1u << STAGE_COUNT) - 1,
	    .smtp_all = scan->all_hosts,
	    .chain_fit = chain_fit,
	    .implicit_mx = true,
	    .seed = seed_of(scan),
	    .shards = 1,
	    .rate_pps = rate_pps,
	    .server_rate_qps = 1000,
	    .probes = 3,
	    .cooldown_s = 4,
	    .workers = scan->workers > 0 ? scan->workers : 2,
	    .max_sessions = scan->max_sessions > 0 ? scan->max_sessions : 1000,
	    .network = {.kind = LINK_SIM,
		.sim = &p->link,
		.rate_pps = rate_pps,
		.destination = &p->destination},
	    .blocklist = p->blocklist,
	    .root_hints = p->hints,
	    .ehlo = "scan.example",
	    .keep_privileges = true,
	    .output_dir = p->run,
	    .argc = 1,
	    .argv = argv,
	};
	must(ports_parse("40000-49999", &p->plan.ports), "ports");
	p->plan.network.ports = p->plan.ports.all;
}

static void
read_anchor(struct place *p)
{
	struct text why;
	char path[64];
	text_init(&why);
	snprintf(path, sizeof(path), "%s/trust-anchor", p->dir);
	must(again_judge_init(&p->again, path, &why) == 0, "the trust anchor");
	text_fini(&why);
	if (p->scan->again)
		p->plan.again = &p->again.source;
}

static void
open_place(struct place *p, const struct world_scan *scan)
{
	*p = (struct place){.scan = scan};
	strcpy(p->dir, "/tmp/world_scan.XXXXXX");
	must(mkdtemp(p->dir) != NULL, "a directory");
	snprintf(p->hints, sizeof(p->hints), "%s/root.hints", p->dir);
	snprintf(p->run, sizeof(p->run), "%s/run", p->dir);
	must(simnet_new(&scan->config, &p->simnet) == 0, "the world");
	must(simnet_write_zone_files(simnet_data(p->simnet), p->dir) == 0,
	    "its zone files");
	read_zones(p);
	p->blocklist = open_ranges(NULL);
	p->link = (struct link_sim_config){
	    .peer = simnet_peer(p->simnet),
	    .seed = seed_of(scan),
	    .out = scan->path,
	    .in = scan->path,
	    .spoof_ppm = scan->spoof_ppm,
	};
	make_plan(p, scan);
	read_anchor(p);
}

static void
close_place(struct place *p)
{
	simnet_free(p->simnet);
	again_judge_fini(&p->again);
	delegations_free(p->delegations);
	blocklist_free(p->blocklist);
}

/* A stage is at work once there are records; the first has none before. */
static bool
is_to_stop(const struct place *p, const struct counters *c, int64_t began_ns)
{
	const struct world_scan *s = p->scan;
	int stage = atomic_load(&c->stage);
	bool there = (s->stop_in_stages & 1u << stage) != 0 &&
		     (stage == STAGE_SERVERS || counted(&c->dns_records) > 0);
	return there ||
	       (s->stop_after_ns > 0 &&
		   clock_monotonic_ns() - began_ns >= s->stop_after_ns);
}

static void
watch(struct place *p, struct scan *scan, int64_t began_ns)
{
	const struct counters *c = scan_counters(scan);
	struct monitor monitor;
	must(monitor_open(&monitor, run_dir_here, true, began_ns) == 0,
	    "status.csv");
	while (!scan_has_ended(scan)) {
		clock_sleep(WATCH_NS);
		monitor_tick(
		    &monitor, c, scan_link(scan), clock_monotonic_ns());
		if (p->scan->watch != NULL)
			p->scan->watch(p->scan->ctx, c);
		if (is_to_stop(p, c, began_ns))
			atomic_store(&p->stopping, true);
	}
	must(monitor_close(
		 &monitor, c, scan_link(scan), clock_monotonic_ns()) == 0,
	    "the end of status.csv");
}

static void
note_counters(struct world_outcome *out, const struct counters *c)
{
	out->unmatched = counted(&c->replies_unmatched);
	out->duplicate = counted(&c->replies_duplicate);
	out->bad_sum = counted(&c->packets_bad_sum);
	out->malformed = counted(&c->replies_malformed);
	out->dns_records = counted(&c->dns_records);
	out->smtp_records = counted(&c->smtp_records);
	out->syns = counted(&c->syns_sent);
	out->questions =
	    counted(&c->questions_sent) + counted(&c->resolver_sent);
}

static void
run(struct place *p, struct world_outcome *out)
{
	struct scan *scan;
	struct text why;
	int64_t began_ns = clock_monotonic_ns();
	text_init(&why);
	int rc = scan_open(&p->plan, &p->stopping, &scan, &why);
	must(rc == 0, why.len > 0 ? why.bytes : "scan_open()");
	text_fini(&why);
	watch(p, scan, began_ns);
	note_counters(out, scan_counters(scan));
	out->rc = scan_close(scan);
	out->took_ns = clock_monotonic_ns() - began_ns;
	out->switches = scheduler_switches();
}

void
world_scan_run(const struct world_scan *scan, struct world_outcome *out)
{
	struct place p;
	int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*out = (struct world_outcome){0};
	/* Not drawn: there may be many runs, and tables before the first. */
	bool given = scan->hash_key.k0 != 0 || scan->hash_key.k1 != 0;
	hash_set_key(given ? &scan->hash_key : &(struct siphash_key){1, 2});
	open_place(&p, scan);
	scheduler_begin(seed_of(scan));
	run(&p, out);
	scheduler_end();
	snprintf(out->dir, sizeof(out->dir), "%s", p.run);
	close_place(&p);
	must(here >= 0 && fchdir(here) == 0, "the way back");
	close(here);
}

/* Names of a folder, sorted: their number, each the caller's. */
static int
list(const char *path, struct dirent ***names)
{
	int n = scandir(path, names, NULL, alphasort);
	return n < 0 ? 0 : n;
}

static void
remove_tree(const char *path)
{
	struct dirent **names = NULL;
	int n = unlink(path) == 0 ? 0 : list(path, &names);
	for (int i = 0; i < n; i++) {
		char inner[512];
		snprintf(inner, sizeof(inner), "%s/%s", path, names[i]->d_name);
		if (strcmp(names[i]->d_name, ".") != 0 &&
		    strcmp(names[i]->d_name, "..") != 0)
			remove_tree(inner);
		free(names[i]);
	}
	free(names);
	(void)rmdir(path);
}

void
world_scan_remove(const struct world_outcome *o)
{
	char dir[64];
	snprintf(dir, sizeof(dir), "%s", o->dir);
	*strrchr(dir, '/') = '\0';
	remove_tree(dir);
}

static void
each_line(const char *path,
    void (*line)(void *ctx, const char *text, size_t len), void *ctx)
{
	struct gzip_reader *r;
	const char *text;
	size_t len;
	if (gzip_reader_open(path, gzip_default, &r) < 0)
		return;
	while (gzip_reader_line(r, &text, &len) == GZIP_READ_OK)
		line(ctx, text, len);
	gzip_reader_close(r);
}

void
world_scan_each(const struct world_outcome *o, const char *kind,
    void (*line)(void *ctx, const char *text, size_t len), void *ctx)
{
	char folder[128], path[512];
	struct dirent **names = NULL;
	snprintf(folder, sizeof(folder), "%s/%s", o->dir, kind);
	int n = list(folder, &names);
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]->d_name);
		if (strstr(path, ".ndjson.gz") != NULL)
			each_line(path, line, ctx);
		free(names[i]);
	}
	free(names);
}

static void
mix(void *ctx, const char *text, size_t len)
{
	uint64_t *sum = ctx;
	*sum = siphash(&(struct siphash_key){*sum, 1}, text, len);
}

void
world_scan_each_kind(const struct world_outcome *o,
    void (*line)(void *ctx, const char *text, size_t len), void *ctx)
{
	static const char *const kinds[] = {
	    "delegation", "dns", "smtp", "cert", "verdict"};
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		world_scan_each(o, kinds[i], line, ctx);
}

uint64_t
world_scan_digest(const struct world_outcome *o)
{
	uint64_t sum = 0;
	world_scan_each_kind(o, mix, &sum);
	return sum;
}
