/*
 * Scans that are killed, lose power, or fill the disk, at any moment, and go
 * on until they are done: their records are those of one that never ended.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/evidence/run_files.h"
#include "base/macros.h"
#include "crash.h"
#include "output/record/manifest_summary.h"
#include "output/record/stage.h"
#include "record_set.h"
#include "tests/unit/tap.h"
#include "world_tally.h"

enum { DOMAINS = 100, STARTS_MAX = 12 };

#ifdef __SANITIZE_ADDRESS__
enum { WORLDS = 1, FIRST = 104 }; /* a build without runs all of them */
#else
enum { WORLDS = 3, FIRST = 103 };
#endif

static const struct sim_path clean = {
    .delay_ns = 5 * NS_PER_MS, .jitter_ns = NS_PER_MS};

static const struct sim_path lossy = {
    .loss_ppm = 100000, .delay_ns = 5 * NS_PER_MS, .jitter_ns = NS_PER_MS};

/* A world, and what an uninterrupted scan of it gives. */
struct course {
	struct world_scan scan;
	struct record_set whole;
	struct crash_report quiet;
};

/* One scan that was ended again and again. */
struct trial {
	char place[40];
	struct world_outcome outcome;
	unsigned starts;
	uint64_t asked_again;
	char run_id[RUN_ID_LEN + 1]; /* of the start before */
	unsigned renamed;            /* starts that had another */
	struct record_set records;
	struct world_tally tally;
};

static void
open_place(struct trial *t)
{
	*t = (struct trial){.place = "/tmp/world_scan.XXXXXX"};
	if (mkdtemp(t->place) == NULL)
		abort();
	snprintf(t->outcome.dir, sizeof(t->outcome.dir), "%s/run", t->place);
}

static void
close_place(const struct trial *t)
{
	if (getenv("KEEP_RUN") != NULL)
		printf("# %s\n", t->place);
	else
		world_scan_remove(&t->outcome);
}

static bool
has_manifest(const struct trial *t)
{
	char path[128];
	snprintf(path, sizeof(path), "%s/manifest.json", t->outcome.dir);
	return access(path, F_OK) == 0;
}

/* What was ended before it had begun begins anew. */
static void
empty_place(const struct trial *t)
{
	world_scan_remove(&t->outcome);
	if (mkdir(t->place, 0700) < 0)
		abort();
}

/* Whose run it is does not change. */
static void
note_run_id(struct trial *t)
{
	struct manifest_summary m;
	struct text why;
	text_init(&why);
	if (manifest_summary_read(&m, t->outcome.dir, &why) == 0) {
		t->renamed +=
		    t->run_id[0] != 0 && strcmp(t->run_id, m.run_id) != 0;
		memcpy(t->run_id, m.run_id, sizeof(t->run_id));
	}
	manifest_summary_fini(&m);
	text_fini(&why);
}

static const char *
pass(void *arg, const struct part_line *line)
{
	(void)arg;
	(void)line;
	return NULL;
}

/* How many parts are not as the manifest of a run that is complete says. */
static uint64_t
parts_wrong(const struct trial *t)
{
	static const char *const kinds[] = {
	    "delegation", "dns", "smtp", "cert", "listed", "dropped"};
	struct manifest_summary m;
	struct run_count count = {.manifest = &m};
	struct text why;
	text_init(&why);
	int rc = manifest_summary_read(&m, t->outcome.dir, &why);
	for (size_t i = 0; rc == 0 && i < ARRAY_LEN(kinds); i++)
		rc = run_files_read(
		    t->outcome.dir, kinds[i], pass, NULL, &count);
	bool whole = rc == 0 && m.complete;
	manifest_summary_fini(&m);
	text_fini(&why);
	return whole ? count.parts_wrong + count.damaged : 1;
}

/* Each start ends at the next of the moments; the last at none. */
static void
run_all(const struct course *c, const struct crash *at, unsigned count,
    struct trial *t, struct crash_report *last)
{
	static const struct crash never = {.kind = CRASH_NEVER};
	open_place(t);
	do {
		struct world_scan s = c->scan;
		s.place = t->place;
		s.resume = has_manifest(t);
		if (!s.resume) {
			empty_place(t);
			t->run_id[0] = 0;
		}
		crash_run(
		    &s, t->starts < count ? &at[t->starts] : &never, last);
		t->asked_again += last->questions;
		note_run_id(t);
		t->starts++;
	} while ((!last->ended || last->rc != 0) && t->starts < STARTS_MAX);
	record_set_of(&t->outcome, &t->records);
	world_tally(&c->scan, &t->outcome, &t->tally);
}

/* Lost packets are others each time: each target has its one true record. */
static bool
is_whole(const struct course *c, const struct trial *t)
{
	const struct world_tally *y = &t->tally;
	if (c->scan.path.loss_ppm == 0)
		return t->records.count == c->whole.count &&
		       t->records.sum == c->whole.sum;
	return y->domains == DOMAINS && y->hosts_asked == y->hosts &&
	       y->wanted_met == y->wanted && y->mx.wrong == 0 &&
	       y->answer.wrong == 0 && y->session.wrong == 0;
}

static void
check(const struct course *c, const struct crash *at, unsigned count,
    const char *name)
{
	struct trial t;
	struct crash_report last;
	run_all(c, at, count, &t, &last);
	bool same = is_whole(c, &t);
	bool once = t.tally.dns_again == 0 && t.tally.session_again == 0 &&
		    t.tally.certificate_again == 0;
	uint64_t wrong = parts_wrong(&t);
	bool good = last.ended && last.rc == 0 && same && once &&
		    t.asked_again == 0 && t.renamed == 0 && wrong == 0;
	ok(good, name);
	if (good) {
		close_place(&t);
		return;
	}
	printf("# %u starts, %d at the last: %zu records of %zu; twice %u, %u, "
	       "%u; asked again %llu; %u other ids, %llu parts wrong; %s\n",
	    t.starts, last.ended ? last.rc : 1, t.records.count, c->whole.count,
	    t.tally.dns_again, t.tally.session_again, t.tally.certificate_again,
	    (unsigned long long)t.asked_again, t.renamed,
	    (unsigned long long)wrong, t.place);
}

static void
run_quiet(struct course *c)
{
	static const struct crash never = {.kind = CRASH_NEVER};
	struct trial t;
	run_all(c, &never, 0, &t, &c->quiet);
	c->whole = t.records;
	close_place(&t);
	printf("# world %llu: %zu records\n",
	    (unsigned long long)c->scan.config.seed, t.records.count);
}

static void
begin(struct course *c, uint64_t seed, const struct sim_path *path,
    unsigned shards)
{
	*c = (struct course){
	    .scan = {.config = simnet_config_default(seed, DOMAINS),
		.path = *path,
		.types = "MX,TXT,DNSKEY",
		.policies = true,
		.again = true,
		.all_hosts = true,
		.shards = shards,
		.shard = shards / 2},
	};
	run_quiet(c);
}

/* Numbers of a test: the same in each run of it. */
static uint64_t
draw(uint64_t *state, uint64_t below)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (*state >> 33) % below;
}

/* A look in the middle of a stage. */
static struct crash
in_stage(const struct course *c, unsigned stage, enum crash_kind kind,
    uint64_t *random)
{
	uint64_t looks = c->quiet.looks[stage];
	return (struct crash){
	    .kind = kind,
	    .stages = 1u << stage,
	    .number = 1 + draw(random, looks > 0 ? looks : 1),
	};
}

/* One of some kinds of calls for a file. */
static struct crash
at_call(const struct course *c, unsigned calls, enum crash_kind kind,
    uint64_t *random)
{
	uint64_t made = 0;
	for (unsigned i = 0; i < ARRAY_LEN(c->quiet.calls); i++)
		made += (calls & 1u << i) != 0 ? c->quiet.calls[i] : 0;
	return (struct crash){
	    .kind = kind,
	    .calls = calls,
	    .number = 1 + draw(random, made > 0 ? made : 1),
	};
}

enum {
	ANY_CALL = 1u << FILE_CREATE | 1u << FILE_WRITE | 1u << FILE_SYNC |
		   1u << FILE_CUT | 1u << FILE_RENAME | 1u << FILE_REMOVE |
		   1u << FILE_SYNC_DIR,
	NAMING = 1u << FILE_CREATE | 1u << FILE_RENAME | 1u << FILE_SYNC_DIR,
	IN_A_ROW = 4, /* crashes of one run, at most */
};

/* The first moment, and some more while it goes on. */
static void
check_some(const struct course *c, struct crash first, uint64_t *random,
    const char *name)
{
	struct crash at[IN_A_ROW] = {first};
	unsigned count = 1;
	while (count < IN_A_ROW && draw(random, 2) == 0) {
		at[count] =
		    draw(random, 2) == 0
			? in_stage(c, (unsigned)draw(random, STAGE_COUNT),
			      first.kind, random)
			: at_call(c, ANY_CALL, first.kind, random);
		count++;
	}
	check(c, at, count, name);
}

static void
test_killed(const struct course *c, uint64_t *random)
{
	static const char *const names[STAGE_COUNT] = {
	    [STAGE_SERVERS] = "killed in stage servers",
	    [STAGE_DOMAINS] = "killed in stage domains",
	    [STAGE_HOSTS] = "killed in stage hosts",
	    [STAGE_TYPES] = "killed in stage types",
	    [STAGE_CHAIN] = "killed in stage chain",
	    [STAGE_SMTP] = "killed in stage smtp",
	    [STAGE_AGAIN] = "killed in stage again",
	};
	for (unsigned stage = 0; stage < STAGE_COUNT; stage++)
		check_some(c, in_stage(c, stage, CRASH_KILL, random), random,
		    names[stage]);
}

static void
test_calls(const struct course *c, uint64_t *random)
{
	check_some(c, at_call(c, NAMING, CRASH_KILL, random), random,
	    "killed where a file gets its name");
	check_some(c, at_call(c, ANY_CALL, CRASH_POWER, random), random,
	    "without power");
	check_some(c, at_call(c, ANY_CALL, CRASH_DISK_FULL, random), random,
	    "on a full disk");
}

/* Nothing in a scan goes by the real clock but what its records say. */
static void
test_clock(const struct course *c, uint64_t *random)
{
	unsigned stage = (unsigned)draw(random, STAGE_COUNT);
	struct crash at = in_stage(c, stage, CRASH_CLOCK, random);
	check(c, &at, 1, "the clock is set");
}

/* All its looks are one row of moments. */
static void
test_stopped(const struct course *c, uint64_t *random)
{
	uint64_t looks = 0;
	for (unsigned stage = 0; stage < STAGE_COUNT; stage++)
		looks += c->quiet.looks[stage];
	check_some(c,
	    (struct crash){
		.kind = CRASH_STOP, .number = 1 + draw(random, looks)},
	    random, "stopped by somebody");
}

/*
 * Hosts of other shards are not sprayed, and aliases that lead to them are
 * followed by the resolver.  Stages that had ended ask nothing anew, neither at
 * once nor in the place of a later one, which would then seem to be over.
 */
static void
test_shards(void)
{
	enum { SEED = 20, SHARDS = 3 };
	struct course c;
	begin(&c, SEED, &clean, SHARDS);
	uint64_t half = c.quiet.looks[STAGE_AGAIN] / 2;
	const struct crash at[] = {
	    {.kind = CRASH_KILL,
		.stages = 1u << STAGE_AGAIN,
		.number = half > 0 ? half : 1},
	    {.kind = CRASH_KILL, .stages = 1u << STAGE_AGAIN, .number = 2},
	};
	check(&c, at, ARRAY_LEN(at), "a shard, killed twice in stage again");
}

/*
 * A list's delegations are heard on the way: who goes on meets other domains
 * on it, and asks for those that it does not.
 */
static void
test_list(void)
{
	enum { SEED = 31 };
	struct course c = {
	    .scan = {.config = simnet_config_default(SEED, DOMAINS),
		.path = clean,
		.listed = true},
	};
	run_quiet(&c);
	uint64_t looks = c.quiet.looks[STAGE_DOMAINS];
	const struct crash at[] = {
	    {.kind = CRASH_KILL,
		.stages = 1u << STAGE_DOMAINS,
		.number = looks / 3 + 1},
	    {.kind = CRASH_POWER,
		.stages = 1u << STAGE_DOMAINS,
		.number = looks / 2 + 1},
	    {.kind = CRASH_KILL, .stages = 1u << STAGE_HOSTS, .number = 2},
	};
	check(&c, at, ARRAY_LEN(at), "a list, killed in stage domains");
}

/* test_resume [WORLDS [SEED]]: ten scans of each are ended; one in four loses. */
int
main(int argc, char *argv[])
{
	unsigned worlds = argc > 1 ? (unsigned)atoi(argv[1]) : WORLDS;
	/* In world 104 an alias leads to what the spray has asked. */
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : FIRST;
	for (unsigned i = 0; i < worlds; i++) {
		struct course c;
		uint64_t random = seed + i;
		begin(&c, seed + i, i % 4 == 2 ? &lossy : &clean, 1);
		test_killed(&c, &random);
		test_calls(&c, &random);
		test_stopped(&c, &random);
		test_clock(&c, &random);
	}
	test_shards();
	test_list();
	return tap_end();
}
