#include "small_scan.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/gzip.h"
#include "base/hash.h"
#include "output/record/stage.h"
#include "scanner/engine/monitor.h"
#include "output/run_dir.h"
#include "scanner/run/scan.h"
#include "scheduler.h"
#include "small_net.h"
#include "zone_files.h"

enum { WATCH_NS = 5000000 };

static void
must(bool so, const char *what)
{
	if (so)
		return;
	fprintf(stderr, "small_scan: %s\n", what);
	abort();
}

/* Files of the scan, in a directory of their own. */
struct files {
	char dir[40], zone[64], hints[64], run[64], blocked[64];
};

static void
write_small(const struct files *f, const struct small_world *w)
{
	FILE *zone = fopen(f->zone, "w"), *hints = fopen(f->hints, "w");
	must(zone != NULL && hints != NULL, "files");
	small_write_zone(w, zone);
	small_write_hints(hints);
	fclose(zone);
	fclose(hints);
}

/* The simnet lives where the usual block list lets nobody go. */
static void
write_files(struct files *f, const struct small_scan *s)
{
	strcpy(f->dir, "/tmp/small_scan.XXXXXX");
	must(mkdtemp(f->dir) != NULL, "a directory");
	snprintf(f->zone, sizeof(f->zone), "%s/se.zone", f->dir);
	snprintf(f->hints, sizeof(f->hints), "%s/root.hints", f->dir);
	snprintf(f->run, sizeof(f->run), "%s/run", f->dir);
	snprintf(f->blocked, sizeof(f->blocked), "%s/blocked", f->dir);
	FILE *blocked = fopen(f->blocked, "w");
	must(blocked != NULL, "a block list");
	fputs("127.0.0.0/8\n", blocked);
	fclose(blocked);
	if (s->simnet != NULL)
		must(simnet_write_zone_files(simnet_data(s->simnet), f->dir) ==
			 0,
		    "zone files");
	else
		write_small(f, &s->world);
}

static void
read_zone(struct delegations *d, const char *path)
{
	struct zone_file_count count;
	struct text why;
	text_init(&why);
	must(delegations_read(
		 d, &(struct zone_source){.path = path}, &count, &why) == 0,
	    path);
	text_fini(&why);
}

static struct delegations *
read_zones(const struct small_scan *s, const struct files *f)
{
	char path[64];
	struct delegations *d = delegations_new();
	if (s->simnet == NULL)
		read_zone(d, f->zone);
	for (unsigned i = 0; s->simnet != NULL && i < SIMNET_TLDS; i++) {
		snprintf(
		    path, sizeof(path), "%s/%s.zone", f->dir, simnet_tld(i));
		read_zone(d, path);
	}
	must(delegations_seal(d) == 0, "delegations");
	return d;
}

struct world {
	const struct small_scan *scan;
	struct files files;
	struct small_net *net;
	struct link_sim_config link;
	struct destination destination;
	struct blocklist *blocklist;
	struct scan_plan plan;
	atomic_bool stopping;
};

static void
make_plan(struct world *w)
{
	static char name[] = "small_scan";
	static char *const argv[] = {name, NULL};
	const struct small_scan *s = w->scan;
	struct delegations *d = read_zones(s, &w->files);
	w->destination.has[NETWORK_V4] = true;
	w->destination.has[NETWORK_V6] = s->simnet != NULL;
	w->plan = (struct scan_plan){
	    .delegations = d,
	    .domains = {.delegations = d},
	    .stages = (1u << STAGE_COUNT) - 1,
	    .smtp_all = s->all_hosts,
	    .seed = s->seed,
	    .shards = 1,
	    .rate_pps = 20000,
	    .server_rate_qps = 200,
	    .probes = s->probes > 0 ? s->probes : 3,
	    .cooldown_s = 4,
	    .workers = s->workers > 0 ? s->workers : 2,
	    .max_sessions = s->max_sessions > 0 ? s->max_sessions : 1000,
	    .network = {.kind = LINK_SIM,
		.sim = &w->link,
		.rate_pps = 20000,
		.destination = &w->destination},
	    .blocklist = w->blocklist,
	    .root_hints = w->files.hints,
	    .ehlo = "scan.example",
	    .keep_privileges = true,
	    .output_dir = w->files.run,
	    .argc = 1,
	    .argv = argv,
	};
	must(ports_parse("40000-49999", &w->plan.ports), "ports");
	w->plan.network.ports = w->plan.ports.all;
}

static void
open_world(struct world *w, const struct small_scan *scan)
{
	*w = (struct world){.scan = scan};
	struct text why;
	text_init(&why);
	write_files(&w->files, scan);
	w->net = small_net_new(&scan->world);
	w->link = (struct link_sim_config){
	    .peer = scan->simnet != NULL ? simnet_peer(scan->simnet)
					 : small_net_peer(w->net),
	    .seed = scan->seed,
	    .out = scan->out,
	    .in = scan->in,
	    .spoof_ppm = scan->spoof_ppm,
	};
	must(blocklist_new_file(w->files.blocked, &w->blocklist, &why) == 0,
	    "a blocklist");
	text_fini(&why);
	make_plan(w);
}

static void
close_world(struct world *w)
{
	small_net_free(w->net);
	delegations_free(w->plan.delegations);
	blocklist_free(w->blocklist);
}

static void
watch(struct world *w, struct scan *scan, int64_t began_ns)
{
	const struct small_scan *s = w->scan;
	const struct counters *c = scan_counters(scan);
	struct monitor monitor;
	must(monitor_open(&monitor, run_dir_here, false, began_ns) == 0,
	    "status.csv");
	while (!scan_has_ended(scan)) {
		clock_sleep(WATCH_NS);
		monitor_tick(
		    &monitor, c, scan_link(scan), clock_monotonic_ns());
		if (s->watch != NULL)
			s->watch(s->ctx, c);
		bool late = s->stop_after_ns > 0 &&
			    clock_monotonic_ns() - began_ns >= s->stop_after_ns;
		bool there = s->stop_in_stage >= 0 &&
			     atomic_load(&c->stage) == s->stop_in_stage &&
			     (s->stop_in_stage == STAGE_SERVERS ||
				 counted(&c->dns_records) > 0);
		if (late || there)
			atomic_store(&w->stopping, true);
	}
	must(monitor_close(
		 &monitor, c, scan_link(scan), clock_monotonic_ns()) == 0,
	    "the end of status.csv");
}

static void
note_counters(struct small_outcome *out, const struct counters *c)
{
	out->unmatched = counted(&c->replies_unmatched);
	out->duplicate = counted(&c->replies_duplicate);
	out->bad_sum = counted(&c->packets_bad_sum);
	out->malformed = counted(&c->replies_malformed);
	out->dns_records = counted(&c->dns_records);
	out->smtp_records = counted(&c->smtp_records);
	out->syns = counted(&c->syns_sent);
}

static void
run(struct world *w, struct small_outcome *out)
{
	struct scan *scan;
	struct text why;
	int64_t began_ns = clock_monotonic_ns();
	text_init(&why);
	int rc = scan_open(&w->plan, &w->stopping, &scan, &why);
	must(rc == 0, why.len > 0 ? why.bytes : "scan_open()");
	text_fini(&why);
	watch(w, scan, began_ns);
	note_counters(out, scan_counters(scan));
	out->rc = scan_close(scan);
	out->took_ns = clock_monotonic_ns() - began_ns;
	out->switches = scheduler_switches();
}

void
small_scan_run(const struct small_scan *scan, struct small_outcome *out)
{
	struct world w;
	int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*out = (struct small_outcome){0};
	/* Not drawn: there may be many runs, and tables before the first. */
	bool given = scan->hash_key.k0 != 0 || scan->hash_key.k1 != 0;
	hash_set_key(given ? &scan->hash_key : &(struct siphash_key){1, 2});
	open_world(&w, scan);
	scheduler_begin(scan->seed);
	run(&w, out);
	scheduler_end();
	snprintf(out->dir, sizeof(out->dir), "%s", w.files.run);
	close_world(&w);
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
small_scan_remove(const struct small_outcome *o)
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
small_scan_each(const struct small_outcome *o, const char *kind,
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
