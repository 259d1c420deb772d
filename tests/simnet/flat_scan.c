#include "flat_scan.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/gzip.h"
#include "base/hash.h"
#include "flat_world.h"
#include "ip_frame.h"
#include "link/link_sim.h"
#include "output/record/stage.h"
#include "scanner/engine/blocklist.h"
#include "scanner/run/scan.h"
#include "scheduler.h"
#include "tests/unit/open_ranges.h"

enum { RATE_PPS = 200000, WATCH_NS = 5 * NS_PER_MS };

struct flat_frame {
	size_t len;
	uint8_t bytes[SIMNET_FRAME_MAX];
};

/* The servers: replies that wait to leave. */
struct flat_servers {
	struct array waiting; /* struct flat_frame */
	size_t left;          /* so many of them have */
	bool odd;
	double cpu_s;
};

static void
must(bool so, const char *what)
{
	if (so)
		return;
	fprintf(stderr, "flat_scan: %s\n", what);
	abort();
}

static double
cpu_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double
now_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
receive(void *ctx, const uint8_t *frame, size_t len, int64_t now_ns)
{
	struct flat_servers *s = ctx;
	double began = now_seconds();
	struct flat_frame *f = array_push(&s->waiting, 1, sizeof(*f));
	(void)now_ns;
	must(f != NULL && len <= sizeof(f->bytes), "memory");
	memcpy(f->bytes, frame, len);
	f->len = flat_world_answer(f->bytes, len, s->odd);
	if (f->len == 0)
		s->waiting.count--;
	s->cpu_s += now_seconds() - began;
}

static size_t
next(void *ctx, uint8_t *out, int64_t now_ns)
{
	struct flat_servers *s = ctx;
	const struct flat_frame *f = s->waiting.at;
	(void)now_ns;
	if (s->left == s->waiting.count) {
		s->left = s->waiting.count = 0;
		return 0;
	}
	f += s->left++;
	memcpy(out, f->bytes, f->len);
	return f->len;
}

static int64_t
due_ns(void *ctx)
{
	const struct flat_servers *s = ctx;
	return s->left < s->waiting.count ? 0 : INT64_MAX;
}

static struct delegations *
read_zone(const char *dir)
{
	struct zone_file_count count;
	struct text why;
	char path[80];
	struct delegations *d = delegations_new();
	text_init(&why);
	snprintf(path, sizeof(path), "%s/com.zone", dir);
	must(d != NULL &&
		 delegations_read(d, &(struct zone_source){.path = path},
		     &count, &why) == 0 &&
		 delegations_seal(d) == 0,
	    "its zone file");
	text_fini(&why);
	return d;
}

/* Lines of one part: their number, and a sum that their order leaves. */
static void
read_part(const char *path, struct flat_scan_outcome *out)
{
	struct gzip_reader *r;
	const char *text;
	size_t len;
	must(gzip_reader_open(path, gzip_default, &r) == 0, path);
	while (gzip_reader_line(r, &text, &len) == GZIP_READ_OK) {
		static const char key[] = "\"rx_ts\":";
		const char *at = strstr(text, key);
		must(at != NULL, "a time in each line");
		size_t before = (size_t)(at - text);
		const char *behind = strpbrk(at, ",}");
		struct siphash_key k = {
		    1, siphash(&(struct siphash_key){1, 2}, text, before)};
		must(behind != NULL, "more behind it");
		out->digest += siphash(&k, behind, strlen(behind));
		out->records++;
		/* Its own: what each server said stands behind. */
		const char *status = strstr(text, "\"status\":");
		out->timeouts += status != NULL &&
				 strncmp(status + 9, "\"TIMEOUT\"", 9) == 0;
	}
	gzip_reader_close(r);
	(void)len;
}

static void
read_records(const char *run, struct flat_scan_outcome *out)
{
	char folder[128], path[512];
	struct dirent **names = NULL;
	snprintf(folder, sizeof(folder), "%s/dns", run);
	int n = scandir(folder, &names, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]->d_name);
		if (strstr(path, ".ndjson.gz") != NULL)
			read_part(path, out);
		free(names[i]);
	}
	free(names);
}

/* Gives its CPU time. */
static double
scan(const struct scan_plan *plan)
{
	atomic_bool stopping = false;
	struct scan *s;
	struct text why;
	text_init(&why);
	double began = cpu_seconds();
	must(scan_open(plan, &stopping, &s, &why) == 0, why.bytes);
	while (!scan_has_ended(s))
		clock_sleep(WATCH_NS);
	must(scan_close(s) == 0, "a whole scan");
	text_fini(&why);
	return cpu_seconds() - began;
}

static void
both_scans(struct scan_plan *plan, struct flat_scan_outcome *out)
{
	char before[80];
	struct scan_plan first = *plan;
	snprintf(before, sizeof(before), "%s.before", plan->output_dir);
	first.stages = 1u << STAGE_SERVERS;
	first.output_dir = before;
	scheduler_begin(plan->seed);
	out->before_s = scan(&first);
	scheduler_end();
	scheduler_begin(plan->seed);
	out->cpu_s = scan(plan) - out->before_s;
	scheduler_end();
}

void
flat_scan_run(
    uint32_t domains, uint64_t seed, bool odd, struct flat_scan_outcome *out)
{
	char dir[] = "/tmp/flat_scan.XXXXXX", run[64], hints[64];
	static const char *const argv[] = {"flat_scan"};
	static const struct manifest_command command = {
	    .argv = argv, .argc = 1};
	struct flat_servers servers = {.odd = odd};
	struct destination destination;
	struct text why;
	*out = (struct flat_scan_outcome){0};
	hash_set_key(&(struct siphash_key){1, 2});
	text_init(&why);
	must(mkdtemp(dir) != NULL && flat_world_write(dir, domains) == 0,
	    "the world");
	snprintf(run, sizeof(run), "%s/run", dir);
	snprintf(hints, sizeof(hints), "%s/root.hints", dir);
	must(destination_read(hints, &destination, &why) == 0, "the roots");
	struct delegations *delegations = read_zone(dir);
	struct blocklist *blocklist = open_ranges(NULL);
	const struct link_sim_config link = {
	    .peer = {&servers, receive, next, due_ns}, .seed = seed};
	struct scan_plan plan = {
	    .delegations = delegations,
	    .domains = {.delegations = delegations},
	    .stages = 1u << STAGE_DOMAINS,
	    .smtp_port = 25,
	    .seed = seed,
	    .shards = 1,
	    .rate_pps = RATE_PPS,
	    .server_rate_qps = 1000000,
	    .probes = 3,
	    .cooldown_s = 1,
	    .workers = 1,
	    .max_sessions = 1,
	    .network = {.kind = LINK_SIM,
		.sim = &link,
		.rate_pps = RATE_PPS,
		.destination = &destination},
	    .blocklist = blocklist,
	    .root_hints = hints,
	    .keep_privileges = true,
	    .output_dir = run,
	    .command = &command,
	};
	must(ports_parse("40000-49999", &plan.ports), "ports");
	plan.network.ports = plan.ports.all;
	int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	both_scans(&plan, out);
	out->servers_s = servers.cpu_s;
	must(here >= 0 && fchdir(here) == 0, "the way back");
	close(here);
	read_records(run, out);
	must(file_remove_tree(dir) == 0, "its end");
	delegations_free(delegations);
	blocklist_free(blocklist);
	array_fini(&servers.waiting);
	text_fini(&why);
}
