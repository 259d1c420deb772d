/*
 * The computed Internet scanned and judged: each host's and domain's verdict is
 * what its seed says, and another order of questions, or a path that loses,
 * doubles and delays packets, changes no verdict to a wrong one.
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/command/verify.h"
#include "line_field.h"
#include "record_set.h"
#include "tests/unit/tap.h"
#include "tests/unit/verify_only.h"
#include "truth.h"
#include "world_scan.h"

enum {
	DOMAINS = 400,
	FEW = 200,
	FEW_UNASKED = 6,
	TEXT_MAX = 256,
	SHOWN = 20,
	PERCENT_PPM = 10000
};

#ifdef __SANITIZE_ADDRESS__
static const bool sanitized = true;
#else
static const bool sanitized = false;
#endif

/* What came of the verdicts of one kind. */
struct kind_tally {
	unsigned all, right, wrong;
	unsigned unknown; /* that a lossless path would have known */
	unsigned unasked; /* bogus, and not every server was asked */
	unsigned valid, invalid, none; /* in truth */
};

struct tally {
	struct simnet_data data;
	struct kind_tally host, domain;
	struct record_set records;
	int64_t took_ns; /* false time of the scan */
	unsigned mismatches, repeated, rolled;
};

static void
count_study(struct kind_tally *t, const char *study)
{
	t->all++;
	t->valid += strcmp(study, "valid") == 0;
	t->invalid += strcmp(study, "invalid") == 0;
	t->none += strcmp(study, "none") == 0;
}

/* Without stage again nobody asks the others what only a judge sees. */
static bool
is_unasked(const char *line, const char *study, const char *want)
{
	return strcmp(want, "invalid") == 0 && strcmp(study, "unknown") == 0 &&
	       strstr(line, "\"servers_not_asked\"") != NULL;
}

/* `same`: what else the truth says of it stands in the line as well. */
static void
note(struct kind_tally *t, const char *line, const char *want, bool same)
{
	char study[TEXT_MAX];
	const char *behind_hosts = strstr(line, "],\"study\"");
	line_field(behind_hosts != NULL ? behind_hosts : line, "study", study,
	    sizeof(study));
	bool right = same && strcmp(study, want) == 0;
	unsigned *count = is_unasked(line, study, want)   ? &t->unasked
			  : right                         ? &t->right
			  : strcmp(study, "unknown") == 0 ? &t->unknown
							  : &t->wrong;
	count_study(t, want);
	if ((*count)++ < SHOWN && !right)
		printf("# not %s: %.200s\n", want, line);
}

/* A host that has rolled over, and what it is accused of. */
static void
note_rollover(struct tally *t, const char *line, const char *host)
{
	struct simnet_host h;
	t->mismatches += strstr(line, "\"reason\":\"mismatch\"") != NULL;
	t->rolled += strstr(line, "\"matched\":true") != NULL &&
		     simnet_host(&t->data.world, host, &h) && h.rolls;
}

static void
take_session(void *ctx, const char *line, size_t len)
{
	struct tally *t = ctx;
	(void)len;
	t->repeated += strstr(line, "\"again\":true") != NULL;
}

static void
take_verdict(void *ctx, const char *line, size_t len)
{
	struct tally *t = ctx;
	struct simnet_domain_truth truth;
	char name[TEXT_MAX], state[TEXT_MAX];
	const char *mx = strstr(line, "\"mx\":");
	(void)len;
	if (strstr(line, "\"kind\":\"host\"") != NULL) {
		const char *want = simnet_truth_study(
		    &t->data, line_field(line, "host", name, sizeof(name)));
		if (want != NULL)
			note(&t->host, line, want, true);
		note_rollover(t, line, name);
	} else if (mx != NULL &&
		   simnet_truth_domain(&t->data,
		       line_field(line, "domain", name, sizeof(name)),
		       &truth)) {
		line_field(mx, "state", state, sizeof(state));
		note(&t->domain, line, truth.study,
		    strcmp(state, truth.mx) == 0);
	}
}

static void
print(const char *kind, const struct kind_tally *t)
{
	printf("# %u %ss: %u right, %u unasked, %u unknown, %u wrong; true: "
	       "%u valid, %u invalid, %u none\n",
	    t->all, kind, t->right, t->unasked, t->unknown, t->wrong, t->valid,
	    t->invalid, t->none);
}

/* Scans, judges, and holds the verdicts against the truth. */
static void
run(const struct world_scan *scan, struct tally *t)
{
	static bool tried;
	struct world_outcome o;
	char anchor[96];
	*t = (struct tally){.took_ns = 0};
	world_scan_run(scan, &o);
	ok(o.rc == 0, "the scan comes to its end");
	snprintf(anchor, sizeof(anchor), "%s/../trust-anchor", o.dir);
	char *argv[] = {"verify", o.dir, "--trust-anchor", anchor, NULL};
	ok(verify_command(4, argv) == 0, "and is judged");
	ok(verify_is_same_by_all_ways(o.dir, anchor),
	    "by all ways the same, in memory and on disk");
	if (!tried)
		ok(verify_only_fits(o.dir, anchor),
		    "some lines alone, and the others counted");
	tried = true; /* the first world has all kinds */
	t->took_ns = o.took_ns;
	simnet_data_init(&t->data, &scan->config);
	world_scan_each(&o, "verdict/host", take_verdict, t);
	world_scan_each(&o, "verdict/domain", take_verdict, t);
	world_scan_each(&o, "smtp", take_session, t);
	record_set_of(&o, &t->records);
	print("host", &t->host);
	print("domain", &t->domain);
	if (getenv("KEEP_RUN") == NULL)
		world_scan_remove(&o);
	else
		printf("# %s\n", o.dir);
	simnet_data_fini(&t->data);
}

static const struct sim_path clean = {
    .delay_ns = 5 * NS_PER_MS, .jitter_ns = NS_PER_MS};

static bool
is_mixed(const struct kind_tally *t)
{
	return t->all > DOMAINS / 2 && t->valid > 10 && t->invalid > 10 &&
	       t->none > 10;
}

static bool
is_true(const struct kind_tally *t)
{
	return t->right + t->unasked == t->all && t->unasked < FEW_UNASKED;
}

static struct record_set
test_clean(uint64_t order)
{
	static struct tally t;
	run(&(struct world_scan){.config = simnet_config_default(7, DOMAINS),
		.all_hosts = true,
		.path = clean,
		.order = order},
	    &t);
	ok(is_mixed(&t.host) && is_mixed(&t.domain),
	    "hosts and domains of each kind");
	ok(is_true(&t.host), "each host's verdict is that of the truth");
	ok(is_true(&t.domain), "and each domain's");
	return t.records;
}

static void
test_two_orders(void)
{
	struct record_set a = test_clean(0), b = test_clean(23);
	ok(a.count > 10 * DOMAINS && a.count == b.count && a.sum == b.sum,
	    "two orders of questions: the same set of records");
}

/* What is lost may be unknown, and is never something else. */
static void
test_bad_path(void)
{
	static const struct sim_path bad = {
	    .loss_ppm = 10 * PERCENT_PPM,
	    .duplicate_ppm = 5 * PERCENT_PPM,
	    .late_ppm = 5 * PERCENT_PPM,
	    .flip_ppm = 2 * PERCENT_PPM,
	    .delay_ns = 20 * NS_PER_MS,
	    .jitter_ns = 30 * NS_PER_MS,
	    .late_ns = 400 * NS_PER_MS,
	};
	static struct tally t;
	run(&(struct world_scan){.config = simnet_config_default(8, DOMAINS),
		.all_hosts = true,
		.path = bad},
	    &t);
	ok(t.host.wrong == 0 && t.domain.wrong == 0,
	    "a bad path: no verdict is wrong");
	ok(t.host.right > t.host.all * 9 / 10 &&
		t.domain.right > t.domain.all * 9 / 10,
	    "and 9 of 10 are known");
}

/*
 * Half of the hosts replace key and TLSA records between the stages.  None of
 * them is accused, and all whose records never matched are.
 */
static void
test_rollover(void)
{
	static struct tally t;
	struct simnet_config config = simnet_config_default(10, DOMAINS);
	config.rolling_percent = 50;
	run(
	    &(struct world_scan){
		.config = config, .all_hosts = true, .path = clean},
	    &t);
	ok(is_true(&t.host) && is_true(&t.domain),
	    "a rollover between the stages: the same truth");
	printf("# %u rolled over and match, %u mismatch, %u sessions again\n",
	    t.rolled, t.mismatches, t.repeated);
	ok(t.rolled > 10 && t.mismatches > 10 && t.repeated > t.rolled,
	    "some rolled over, some match nothing, and all were asked again");
}

/*
 * Two packets a second: an hour goes by, and nobody waits for it.  What does
 * not match is known all the same: TLSA is asked again beside the session.
 */
static void
test_hours(void)
{
	static struct tally t;
	struct simnet_config config = simnet_config_default(9, FEW);
	config.rolling_percent = 50;
	run(&(struct world_scan){.config = config,
		.all_hosts = true,
		.path = clean,
		.rate_pps = 2},
	    &t);
	ok(t.took_ns > 3600 * NS_PER_S, "more than an hour of false time");
	ok(is_true(&t.host) && is_true(&t.domain) && t.domain.all >= FEW,
	    "and the same truth, though hosts rolled over");
}

int
main(void)
{
	test_two_orders();
	test_bad_path();
	test_rollover();
	if (sanitized)
		ok(true,
		    "an hour # SKIP millions of switches, with sanitizers");
	else
		test_hours();
	return tap_end();
}
