/* Scans that end before their work is done: asked to, or by a failure. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/macros.h"
#include "output/record/stage.h"
#include "tests/unit/tap.h"
#include "world_tally.h"

enum { DOMAINS = 400, FEW = 100, MANY = 4000 };

static const struct sim_path path = {
    .delay_ns = 20 * NS_PER_MS, .jitter_ns = 5 * NS_PER_MS};

static struct world_scan
scan_of(uint64_t seed, uint64_t domains)
{
	return (struct world_scan){
	    .config = simnet_config_default(seed, domains),
	    .path = path,
	    .all_hosts = true,
	};
}

static void
check_stopped(
    const struct world_scan *s, const struct world_outcome *o, const char *name)
{
	struct world_tally t;
	world_tally(s, o, &t);
	ok(o->rc == -EINTR && world_scan_manifest_says(o, "\"signal\""), name);
	ok(t.dns_again == 0 && t.session_again == 0 && t.certificate_again == 0,
	    "nothing has two records");
	ok(t.answer.wrong == 0 && t.session.wrong == 0, "and none is false");
	ok(t.answer.unheard == 0 && t.session.unheard == 0 &&
		t.false_silence == 0,
	    "who was not asked, or not to the end, has none");
}

/* In the middle of each stage. */
static void
test_stages(void)
{
	static const char *const names[] = {
	    [STAGE_SERVERS] = "stopped in stage servers",
	    [STAGE_DOMAINS] = "stopped in stage domains",
	    [STAGE_HOSTS] = "stopped in stage hosts",
	    [STAGE_TYPES] = "stopped in stage types",
	    [STAGE_CHAIN] = "stopped in stage chain",
	    [STAGE_SMTP] = "stopped in stage smtp",
	    [STAGE_AGAIN] = "stopped in stage again",
	};
	for (unsigned stage = 0; stage < STAGE_COUNT; stage++) {
		struct world_outcome o;
		struct world_scan s = scan_of(10 + stage, DOMAINS);
		s.types = "MX,TXT";
		s.policies = true;
		s.stop_in_stages = 1u << stage;
		world_scan_run(&s, &o);
		check_stopped(&s, &o, names[stage]);
		world_scan_remove(&o);
	}
}

/* At any moment, whatever goes on then. */
static void
test_moments(void)
{
	for (unsigned i = 0; i < 24; i++) {
		struct world_outcome o;
		struct world_tally t;
		struct world_scan s = scan_of(30 + i, FEW);
		s.stop_after_ns = (int64_t)(i + 1) * 2 * NS_PER_S;
		world_scan_run(&s, &o);
		world_tally(&s, &o, &t);
		if (o.rc == 0 && t.domains == FEW)
			ok(t.wanted_met == t.wanted, "it was through before");
		else
			check_stopped(&s, &o, "stopped at some moment");
		world_scan_remove(&o);
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
	struct world_outcome o, whole;
	struct world_tally t;
	struct world_scan s = scan_of(60, DOMAINS);
	s.config.banner_lines = 40;
	s.workers = 1;
	s.max_sessions = 5;
	world_scan_run(&s, &whole);
	s.watch = break_smtp;
	world_scan_run(&s, &o);
	world_tally(&s, &o, &t);
	ok(o.rc == -ENOENT, "a worker that cannot write ends the scan");
	ok(whole.rc == 0 && o.syns < whole.syns,
	    "at once: not all hosts were asked");
	ok(world_scan_manifest_says(&o, "\"error\"") &&
		world_scan_manifest_says(&o, strerror(ENOENT)),
	    "with that error in the manifest");
	ok(t.domains == DOMAINS && t.answer.wrong == 0,
	    "what was written is whole");
	world_scan_remove(&o);
	world_scan_remove(&whole);
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
	struct world_outcome o;
	struct world_scan s = scan_of(61, MANY);
	s.watch = break_dns;
	world_scan_run(&s, &o);
	ok(o.rc == -ENOENT && o.smtp_records == 0,
	    "a recorder that cannot write ends the scan");
	ok(o.dns_records < MANY, "before all domains were asked");
	world_scan_remove(&o);
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
