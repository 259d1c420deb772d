/* Scans that end before their work is done: asked to, or by a failure. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/macros.h"
#include "output/record/stage.h"
#include "small_tally.h"
#include "tests/unit/tap.h"

enum { DOMAINS = 400 };

static const struct sim_path path = {
    .delay_ns = 20 * NS_PER_MS, .jitter_ns = 5 * NS_PER_MS};

static struct small_scan
scan_of(uint64_t seed)
{
	return (struct small_scan){
	    .world = {.seed = seed, .domains = DOMAINS, .hosts = 100},
	    .seed = seed,
	    .out = path,
	    .in = path,
	    .all_hosts = true,
	    .stop_in_stage = -1,
	};
}

static bool
manifest_says(const struct small_outcome *o, const char *what)
{
	char name[128], text[65536];
	snprintf(name, sizeof(name), "%s/manifest.json", o->dir);
	FILE *f = fopen(name, "r");
	if (f == NULL)
		return false;
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	return strstr(text, what) != NULL;
}

/* Silence of somebody who was not asked. */
static void
note_false_silence(void *ctx, const char *line, size_t len)
{
	unsigned *count = ctx;
	char copy[4096];

	snprintf(copy, sizeof(copy), "%.*s", (int)len, line);
	*count += strstr(copy, "\"status\":\"TIMEOUT\"") != NULL &&
		  strstr(copy, "\"attempts\":0") != NULL;
}

static void
check_stopped(
    const struct small_scan *s, const struct small_outcome *o, const char *name)
{
	struct small_tally t;
	small_tally(s, o, &t);
	ok(o->rc == -EINTR && manifest_says(o, "\"interrupted\""), name);
	ok(t.domains_again == 0 && t.host_again == 0 && t.session_again == 0,
	    "nothing has two records");
	ok(t.wrong == 0 && t.session_wrong == 0, "and none is false");
	unsigned false_silence = 0;
	small_scan_each(o, "dns", note_false_silence, &false_silence);
	small_scan_each(o, "smtp", note_false_silence, &false_silence);
	ok(false_silence == 0, "who was not asked is not called silent");
}

/* In the middle of each stage. */
static void
test_stages(void)
{
	static const char *const names[] = {
	    [STAGE_SERVERS] = "stopped in stage servers",
	    [STAGE_DOMAINS] = "stopped in stage domains",
	    [STAGE_HOSTS] = "stopped in stage hosts",
	    [STAGE_CHAIN] = "stopped in stage chain",
	    [STAGE_SMTP] = "stopped in stage smtp",
	};
	for (int stage = 0; stage <= STAGE_SMTP; stage++) {
		struct small_outcome o;
		struct small_scan s = scan_of(10 + (uint64_t)stage);
		s.stop_in_stage = stage;
		small_scan_run(&s, &o);
		check_stopped(&s, &o, names[stage]);
		small_scan_remove(&o);
	}
}

/* At any moment, whatever goes on then: every host asked has its record. */
static void
test_moments(void)
{
	for (unsigned i = 0; i < 24; i++) {
		struct small_outcome o;
		struct small_tally t;
		struct small_scan s = scan_of(30 + i);
		s.world.domains = 100;
		s.stop_after_ns = (int64_t)(i + 1) * 700 * NS_PER_MS;
		small_scan_run(&s, &o);
		small_tally(&s, &o, &t);
		if (o.rc == 0 && t.domains == 100)
			ok(t.sessions == t.wanted, "it was through before");
		else
			check_stopped(&s, &o, "stopped at some moment");
		small_scan_remove(&o);
	}
}

/* Takes the folder of the sessions' records away, once they come. */
static void
break_smtp(void *ctx, const struct counters *c)
{
	(void)ctx;
	if (counted(&c->smtp_records) > 5)
		(void)rmdir("smtp");
}

static void
test_worker_fails(void)
{
	struct small_outcome o, whole;
	struct small_tally t;
	struct small_scan s = scan_of(60);
	s.world.domains = 2000;
	s.world.hosts = SMALL_HOSTS_MAX;
	s.world.chatty = true;
	s.workers = 1;
	s.max_sessions = 5;
	small_scan_run(&s, &whole);
	s.watch = break_smtp;
	small_scan_run(&s, &o);
	small_tally(&s, &o, &t);
	ok(o.rc == -ENOENT, "a worker that cannot write ends the scan");
	ok(whole.rc == 0 && o.syns < whole.syns,
	    "at once: not all hosts were asked");
	ok(manifest_says(&o, "\"interrupted\"") &&
		manifest_says(&o, strerror(ENOENT)),
	    "with that error in the manifest");
	ok(t.domains == 2000 && t.wrong == 0, "what was written is whole");
	small_scan_remove(&o);
	small_scan_remove(&whole);
}

/* The same of the recorder, whose part grows sooner. */
static void
break_dns(void *ctx, const struct counters *c)
{
	(void)ctx;
	if (counted(&c->dns_records) > 5)
		(void)rmdir("dns");
}

static void
test_recorder_fails(void)
{
	struct small_outcome o;
	struct small_scan s = scan_of(61);
	s.world.domains = 6000;
	s.watch = break_dns;
	small_scan_run(&s, &o);
	ok(o.rc == -ENOENT && o.smtp_records == 0,
	    "a recorder that cannot write ends the scan");
	ok(o.dns_records < 6000, "before all domains were asked");
	small_scan_remove(&o);
}

int
main(void)
{
	test_stages();
	test_moments();
	test_worker_fails();
	test_recorder_fails();
	return tap_end();
}
