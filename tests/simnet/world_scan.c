#include "world_scan.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/gzip.h"
#include "base/hash.h"
#include "base/macros.h"
#include "output/manifest_command.h"
#include "output/record/manifest_start.h"
#include "output/record/stage.h"
#include "output/run_dir.h"
#include "scanner/command/again_judge.h"
#include "scanner/command/chain_fit.h"
#include "scanner/command/zone_choice.h"
#include "scanner/dns/name_table.h"
#include "scanner/engine/monitor.h"
#include "scanner/run/rescan_list.h"
#include "scanner/run/scan.h"
#include "scheduler.h"
#include "simnet.h"
#include "tests/unit/open_ranges.h"
#include "zone_files.h"

enum { FAST_PPS = 20000, WATCH_NS = 5 * NS_PER_MS };

struct place {
	const struct world_scan *scan;
	char dir[40], hints[64], run[64], opt_out[64];
	struct simnet *simnet;
	struct sim_peer peer; /* the simnet's */
	struct link_sim_config link;
	struct destination destination;
	struct scan_plan plan;
	struct again_judge again;
	struct manifest_start start; /* of the run that goes on */
	struct scan_earlier earlier;
	struct manifest_resumption resumed;
	struct delegations *delegations;
	struct name_table *list; /* NULL: the delegations are swept */
	struct name_table *hosts, *next_hops; /* of a list; NULL: none */
	struct blocklist *blocklist;
	int64_t then_ns; /* 0: the first rules hold */
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

static bool
is_swept(const struct world_scan *scan, unsigned tld)
{
	bool se = strcmp(simnet_tld(tld), "se") == 0;
	return scan->rescan == NULL && (scan->choice == NULL || se);
}

static void
read_zones(struct place *p)
{
	struct zone_file_count count;
	struct text why;
	char path[80];
	text_init(&why);
	p->delegations = delegations_new();
	if (p->scan->choice != NULL)
		zone_choice_apply(p->scan->choice, p->delegations);
	for (unsigned t = 0; t < SIMNET_TLDS; t++) {
		if (!is_swept(p->scan, t))
			continue;
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

/* Their names instead of the delegations themselves. */
static void
list_domains(struct place *p)
{
	uint32_t count = delegations_count(p->delegations);
	must(name_table_new(&p->list) == 0, "a list");
	for (uint32_t i = 0; i < count; i++) {
		struct delegation d;
		uint32_t id;
		delegations_get(p->delegations, i, &d);
		must(name_table_add(p->list, &d.name, &id) == 0, "its names");
	}
	delegations_free(p->delegations);
	p->delegations = delegations_new();
	must(delegations_seal(p->delegations) == 0, "no zones");
}

static uint64_t
seed_of(const struct world_scan *scan)
{
	return scan->order != 0 ? scan->order : scan->config.seed;
}

/* Stage again reads the run directory. */
static unsigned
stages_of(const struct world_scan *scan)
{
	unsigned all = (1u << STAGE_COUNT) - 1;
	return scan->stream == NULL ? all : all & ~(1u << STAGE_AGAIN);
}

static struct domain_types
types_of(const struct world_scan *scan)
{
	const char *list = scan->types != NULL ? scan->types : "MX";
	struct domain_types types;
	struct text why;
	text_init(&why);
	must(domain_types_parse(list, scan->policies, &types, &why), "types");
	text_fini(&why);
	return types;
}

static void
read_destination(struct place *p)
{
	struct text why;
	text_init(&why);
	must(destination_read(p->hints, &p->destination, &why) == 0,
	    "the root hints");
	text_fini(&why);
}

static void
make_plan(struct place *p, const struct world_scan *scan)
{
	static const char *const argv[] = {"world_scan"};
	static const struct manifest_command command = {
	    .argv = argv, .argc = 1};
	uint64_t rate_pps = scan->rate_pps != 0 ? scan->rate_pps : FAST_PPS;
	p->plan = (struct scan_plan){
	    .delegations = p->delegations,
	    .domains = {.delegations = p->delegations, .list = p->list},
	    .stages = stages_of(scan),
	    .types = types_of(scan),
	    .smtp_all = scan->all_hosts,
	    .certificate_only = scan->certificate_only,
	    .tls_groups = scan->tls_groups,
	    .twins = scan->twins,
	    .smtp_syn = scan->syn_only,
	    .smtp_port = 25,
	    .addresses = scan->addresses,
	    .chain_fit = chain_fit,
	    .implicit_mx = true,
	    .seed = seed_of(scan),
	    .shards = scan->shards > 0 ? scan->shards : 1,
	    .shard = scan->shard,
	    .rate_pps = rate_pps,
	    .server_rate_qps =
		scan->server_rate_qps != 0 ? scan->server_rate_qps : 1000,
	    .server_rates = scan->server_rates,
	    .probes = 3,
	    .cooldown_s = 4,
	    .workers = scan->workers > 0 ? scan->workers : 2,
	    .max_sessions = scan->max_sessions > 0 ? scan->max_sessions : 1000,
	    .prefix_sessions =
		scan->prefix_sessions > 0 ? scan->prefix_sessions : 20,
	    .operator_sessions =
		scan->operator_sessions > 0 ? scan->operator_sessions : 20,
	    .network = {.kind = LINK_SIM,
		.sim = &p->link,
		.rate_pps = rate_pps,
		.destination = &p->destination},
	    .blocklist = p->blocklist,
	    .root_hints = p->hints,
	    .ehlo = "scan.example",
	    .keep_privileges = true,
	    .recorder_slots = scan->recorder_slots,
	    .self_check = !scan->no_self_check,
	    .needs_roots = scan->needs_roots,
	    .hears_nobody = scan->hears_nobody,
	    .output_dir = scan->stream == NULL ? p->run : NULL,
	    .output_stream = scan->stream,
	    .command = &command,
	};
	must(ports_parse("40000-49999", &p->plan.ports), "ports");
	p->plan.network.ports = p->plan.ports.all;
}

/* As the option --from does. */
static void
plan_rescan(struct place *p)
{
	struct scan_plan *plan = &p->plan;
	must(rescan_list_names(p->scan->rescan, &p->hosts, &p->next_hops) == 0,
	    "a list of hosts");
	plan->rescan = p->scan->rescan;
	plan->host_list = p->hosts;
	plan->domains.list = p->next_hops;
	plan->stages &= ~(1u << STAGE_SERVERS);
}

/* By its manifest, as the option --resume does. */
static void
read_start(struct place *p)
{
	struct text why;
	text_init(&why);
	must(manifest_start_read(&p->start, p->run, &why) == 0, "a manifest");
	must(p->start.seed == p->plan.seed, "a run of this world");
	text_fini(&why);
	p->resumed = (struct manifest_resumption){
	    .start_ns = clock_realtime_ns(),
	    .argv = p->start.argv,
	    .argc = p->start.argc,
	};
	p->earlier = (struct scan_earlier){
	    .run_id = p->start.run_id,
	    .start_ns = p->start.start_ns,
	    .resumed = &p->resumed,
	    .resumed_count = 1,
	    .program = p->start.program,
	    .changes = p->start.changes,
	};
	p->plan.earlier = &p->earlier;
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
write_opt_out(const struct place *p, const char *text)
{
	FILE *f = fopen(p->opt_out, "we");
	must(f != NULL && fputs(text, f) >= 0 && fclose(f) == 0,
	    "an opt-out file");
}

static void
open_blocklist(struct place *p)
{
	bool any = p->scan->opt_out != NULL;
	snprintf(p->opt_out, sizeof(p->opt_out), "%s/opt-out", p->dir);
	if (any)
		write_opt_out(p, p->scan->opt_out);
	p->blocklist = open_ranges_but(NULL, any ? p->opt_out : NULL);
}

static void
change_opt_out(struct place *p, struct scan *scan)
{
	struct text why;
	text_init(&why);
	write_opt_out(p, p->scan->opt_out_then);
	must(blocklist_reload(p->blocklist, &why) == 0, "other rules");
	scan_note_lists(scan);
	scan_note_rate(scan, 1);
	p->then_ns = clock_monotonic_ns();
	text_fini(&why);
}

static void
peer_receive(void *ctx, const uint8_t *frame, size_t len, int64_t now_ns)
{
	const struct place *p = ctx;
	p->scan->frame(p->scan->ctx, frame, len, now_ns);
	p->peer.receive(p->peer.ctx, frame, len, now_ns);
}

static size_t
peer_next(void *ctx, uint8_t *out, int64_t now_ns)
{
	const struct place *p = ctx;
	return p->peer.next(p->peer.ctx, out, now_ns);
}

static int64_t
peer_due(void *ctx)
{
	const struct place *p = ctx;
	return p->peer.due_ns(p->peer.ctx);
}

/* What reaches the servers is told on the way. */
static struct sim_peer
peer_of(struct place *p)
{
	p->peer = simnet_peer(p->simnet);
	return p->scan->frame != NULL
		   ? (struct sim_peer){p, peer_receive, peer_next, peer_due}
		   : p->peer;
}

static void
open_place(struct place *p, const struct world_scan *scan)
{
	*p = (struct place){.scan = scan};
	strcpy(p->dir, "/tmp/world_scan.XXXXXX");
	if (scan->place != NULL)
		snprintf(p->dir, sizeof(p->dir), "%s", scan->place);
	else
		must(mkdtemp(p->dir) != NULL, "a directory");
	snprintf(p->hints, sizeof(p->hints), "%s/root.hints", p->dir);
	snprintf(p->run, sizeof(p->run), "%s/run", p->dir);
	must(simnet_new(&scan->config, &p->simnet) == 0, "the world");
	simnet_listen(p->simnet, scan->ctx, scan->asked);
	must(simnet_write_zone_files(simnet_data(p->simnet), p->dir) == 0,
	    "its zone files");
	read_zones(p);
	if (scan->listed)
		list_domains(p);
	open_blocklist(p);
	p->link = (struct link_sim_config){
	    .peer = peer_of(p),
	    .seed = seed_of(scan),
	    .out = scan->path,
	    .in = scan->path,
	    .spoof_ppm = scan->spoof_ppm,
	    .contradict_ppm = scan->contradict_ppm,
	    .receive_pause_ns = scan->receive_pause_ns,
	    .receive_room = scan->receive_room,
	};
	read_destination(p);
	make_plan(p, scan);
	if (scan->rescan != NULL)
		plan_rescan(p);
	read_anchor(p);
	if (scan->resume)
		read_start(p);
}

static void
close_place(struct place *p)
{
	simnet_free(p->simnet);
	again_judge_fini(&p->again);
	if (p->scan->resume)
		manifest_start_fini(&p->start);
	delegations_free(p->delegations);
	name_table_free(p->list);
	name_table_free(p->hosts);
	name_table_free(p->next_hops);
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

/* In a sweep that is so fast no time would be a moment of stage smtp. */
static bool
is_to_change(const struct place *p, const struct counters *c, int64_t began_ns)
{
	const struct world_scan *s = p->scan;
	bool now = s->then_syns > 0
		       ? counted(&c->syns_sent) >= s->then_syns
		       : clock_monotonic_ns() - began_ns >= s->then_ns;
	return s->opt_out_then != NULL && p->then_ns == 0 && now;
}

static void
watch(struct place *p, struct scan *scan, int64_t began_ns)
{
	const struct counters *c = scan_counters(scan);
	struct monitor monitor;
	must(monitor_open(&monitor,
		 p->plan.output_dir != NULL ? run_dir_here : NULL, true,
		 began_ns) == 0,
	    "status.csv");
	while (!scan_has_ended(scan)) {
		clock_sleep(WATCH_NS);
		monitor_tick(
		    &monitor, c, scan_link(scan), clock_monotonic_ns());
		if (p->scan->watch != NULL)
			p->scan->watch(p->scan->ctx, c);
		if (is_to_change(p, c, began_ns))
			change_opt_out(p, scan);
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
	out->bootstrap = counted(&c->bootstrap_questions);
	out->aliases = counted(&c->alias_questions);
	out->hidden = counted(&c->hidden_zones);
	out->sessions_again = counted(&c->sessions_again);
	out->ring_full = counted(&c->ring_full);
}

static void
run(struct place *p, struct world_outcome *out)
{
	struct scan *scan;
	struct text why;
	struct link_stats link;
	int64_t began_ns = clock_monotonic_ns();
	text_init(&why);
	must(scan_estimate_make(&p->plan, &out->estimate) == 0, "an estimate");
	out->rc = scan_open(&p->plan, &p->stopping, &scan, &why);
	must(out->rc == 0 || out->rc == -ENOSPC,
	    why.len > 0 ? why.bytes : "scan_open()");
	text_fini(&why);
	if (out->rc < 0)
		return;
	watch(p, scan, began_ns);
	note_counters(out, scan_counters(scan));
	link_stats(scan_link(scan), &link);
	out->packets = link.sent;
	out->receive_dropped = link.receive_dropped;
	out->rc = scan_close(scan);
	out->took_ns = clock_monotonic_ns() - began_ns;
	out->then_ns = p->then_ns;
	out->switches = scheduler_switches();
}

/* Until the next call; NULL: there is none. */
static const char *
read_manifest(const char *run)
{
	static char text[1 << 16];
	char path[128];
	snprintf(path, sizeof(path), "%s/manifest.json", run);
	FILE *f = fopen(path, "re");
	if (f == NULL)
		return NULL;
	size_t len = fread(text, 1, sizeof(text) - 1, f);
	must(fclose(f) == 0 && len > 0 && len < sizeof(text) - 1, "all of it");
	text[len] = '\0';
	return text;
}

bool
world_scan_manifest_says(const struct world_outcome *o, const char *what)
{
	const char *text = read_manifest(o->dir);
	return text != NULL && strstr(text, what) != NULL;
}

/*
 * Adds the run's manifest to the file $MANIFESTS, if there is one, whose lines
 * tests/schema/manifests holds against the schema.  In one write: tests run
 * side by side.
 */
static void
keep_manifest(const char *run)
{
	const char *gathered = getenv("MANIFESTS");
	const char *text = gathered != NULL ? read_manifest(run) : NULL;
	if (text == NULL)
		return; /* nobody asks, or it could not begin */
	size_t len = strlen(text);
	int fd =
	    open(gathered, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	must(fd >= 0 && write(fd, text, len) == (ssize_t)len, gathered);
	close(fd);
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
	scheduler_step_clock(scan->clock_off_ns);
	run(&p, out);
	scheduler_end();
	snprintf(out->dir, sizeof(out->dir), "%s", p.run);
	keep_manifest(p.run);
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

void
world_scan_remove(const struct world_outcome *o)
{
	char dir[64];
	snprintf(dir, sizeof(dir), "%s", o->dir);
	*strrchr(dir, '/') = '\0';
	must(file_remove_tree(dir) == 0, "its end");
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
	static const char *const kinds[] = {"delegation", "dns", "smtp", "cert",
	    "listed", "dropped", "verdict/host", "verdict/domain"};
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
