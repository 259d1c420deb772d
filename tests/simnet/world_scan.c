#include "world_scan.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hash.h"
#include "output/record/stage.h"
#include "scanner/run/scan.h"
#include "scheduler.h"
#include "simnet.h"
#include "zone_files.h"

enum { FAST_PPS = 20000 };

struct place {
	char dir[40], hints[64], blocklist[64], run[64];
	struct simnet *simnet;
	struct link_sim_config link;
	struct destination destination;
	struct scan_plan plan;
	struct delegations *delegations;
	struct blocklist *nothing;
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

/* One that blocks nothing: the world lives in special ranges. */
static void
make_blocklist(struct place *p)
{
	struct text why;
	text_init(&why);
	FILE *f = fopen(p->blocklist, "w");
	must(f != NULL && fputs("# nothing\n", f) >= 0 && fclose(f) == 0,
	    "a blocklist");
	must(blocklist_new_file(p->blocklist, &p->nothing, &why) == 0,
	    "a blocklist of nothing");
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
	    .smtp_all = true,
	    .implicit_mx = true,
	    .seed = seed_of(scan),
	    .shards = 1,
	    .rate_pps = rate_pps,
	    .server_rate_qps = 1000,
	    .probes = 3,
	    .cooldown_s = 4,
	    .workers = 2,
	    .max_sessions = 1000,
	    .network = {.kind = LINK_SIM,
		.sim = &p->link,
		.rate_pps = rate_pps,
		.destination = &p->destination},
	    .blocklist = p->nothing,
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
open_place(struct place *p, const struct world_scan *scan)
{
	*p = (struct place){0};
	strcpy(p->dir, "/tmp/world_scan.XXXXXX");
	must(mkdtemp(p->dir) != NULL, "a directory");
	snprintf(p->hints, sizeof(p->hints), "%s/root.hints", p->dir);
	snprintf(p->blocklist, sizeof(p->blocklist), "%s/blocklist", p->dir);
	snprintf(p->run, sizeof(p->run), "%s/run", p->dir);
	must(simnet_new(&scan->config, &p->simnet) == 0, "the world");
	must(simnet_write_zone_files(simnet_data(p->simnet), p->dir) == 0,
	    "its zone files");
	read_zones(p);
	make_blocklist(p);
	p->link = (struct link_sim_config){
	    .peer = simnet_peer(p->simnet),
	    .seed = seed_of(scan),
	    .out = scan->path,
	    .in = scan->path,
	};
	make_plan(p, scan);
}

static void
close_place(struct place *p)
{
	simnet_free(p->simnet);
	delegations_free(p->delegations);
	blocklist_free(p->nothing);
}

static void
run(struct place *p, struct small_outcome *out)
{
	struct scan *scan;
	struct text why;
	int64_t began_ns = clock_monotonic_ns();
	text_init(&why);
	int rc = scan_open(&p->plan, &p->stopping, &scan, &why);
	must(rc == 0, why.len > 0 ? why.bytes : "scan_open()");
	text_fini(&why);
	while (!scan_has_ended(scan))
		clock_sleep(5 * NS_PER_MS);
	out->rc = scan_close(scan);
	out->took_ns = clock_monotonic_ns() - began_ns;
}

void
world_scan_run(const struct world_scan *scan, struct small_outcome *out)
{
	struct place p;
	int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*out = (struct small_outcome){0};
	hash_set_key(&(struct siphash_key){1, 2});
	open_place(&p, scan);
	scheduler_begin(seed_of(scan));
	run(&p, out);
	scheduler_end();
	snprintf(out->dir, sizeof(out->dir), "%s", p.run);
	close_place(&p);
	must(here >= 0 && fchdir(here) == 0, "the way back");
	close(here);
}
