/*
 * The computed Internet scanned and judged: each host's verdict is what its
 * seed says, and another order of questions, or a path that loses, doubles and
 * delays packets, changes no verdict to a wrong one.
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/command/verify.h"
#include "line_field.h"
#include "tests/unit/tap.h"
#include "truth.h"
#include "world_scan.h"

enum {
	DOMAINS = 400,
	FEW = 145,
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

struct tally {
	struct simnet_data data;
	unsigned hosts, right, wrong;
	unsigned unknown; /* that a lossless path would have known */
	unsigned unasked; /* bogus, and not every server was asked */
	unsigned valid, invalid, none;
	int64_t took_ns; /* false time of the scan */
};

static void
count_study(struct tally *t, const char *study)
{
	t->valid += strcmp(study, "valid") == 0;
	t->invalid += strcmp(study, "invalid") == 0;
	t->none += strcmp(study, "none") == 0;
}

static void
take_verdict(void *ctx, const char *line, size_t len)
{
	struct tally *t = ctx;
	char host[TEXT_MAX], study[TEXT_MAX], reason[TEXT_MAX];
	(void)len;
	if (strstr(line, "\"kind\":\"host\"") == NULL)
		return;
	line_field(line, "host", host, sizeof(host));
	line_field(line, "study", study, sizeof(study));
	line_field(line, "reason", reason, sizeof(reason));
	const char *want = simnet_truth_study(&t->data, host);
	if (want == NULL)
		return;
	t->hosts++;
	count_study(t, want);
	/* Without stage again nobody asks the others what only a judge sees. */
	if (strcmp(want, "invalid") == 0 && strcmp(study, "unknown") == 0 &&
	    strstr(line, "\"servers_not_asked\"") != NULL) {
		t->unasked++;
		return;
	}
	bool right = strcmp(study, want) == 0;
	unsigned *count = right                           ? &t->right
			  : strcmp(study, "unknown") == 0 ? &t->unknown
							  : &t->wrong;
	if ((*count)++ < SHOWN && !right)
		printf("# %s: %s (%s), not %s\n", host, study, reason, want);
}

/* Scans, judges, and holds the hosts' verdicts against the truth. */
static void
run(const struct world_scan *scan, struct tally *t)
{
	struct world_outcome o;
	char anchor[96];
	*t = (struct tally){.hosts = 0};
	world_scan_run(scan, &o);
	ok(o.rc == 0, "the scan comes to its end");
	snprintf(anchor, sizeof(anchor), "%s/../trust-anchor", o.dir);
	char *argv[] = {"verify", o.dir, "--trust-anchor", anchor, NULL};
	ok(verify_command(4, argv) == 0, "and is judged");
	t->took_ns = o.took_ns;
	simnet_data_init(&t->data, &scan->config);
	world_scan_each(&o, "verdict", take_verdict, t);
	printf("# %u hosts: %u right, %u unasked, %u unknown, %u wrong; true: "
	       "%u valid, "
	       "%u invalid, %u none; %lld s\n",
	    t->hosts, t->right, t->unasked, t->unknown, t->wrong, t->valid,
	    t->invalid, t->none, (long long)(o.took_ns / NS_PER_S));
	if (getenv("KEEP_RUN") == NULL)
		world_scan_remove(&o);
	else
		printf("# %s\n", o.dir);
	simnet_data_fini(&t->data);
}

static const struct sim_path clean = {
    .delay_ns = 5 * NS_PER_MS, .jitter_ns = NS_PER_MS};

static void
test_clean(uint64_t order)
{
	static struct tally t;
	run(&(struct world_scan){.config = simnet_config_default(7, DOMAINS),
		.all_hosts = true,
		.path = clean,
		.order = order},
	    &t);
	ok(t.hosts > DOMAINS / 2 && t.valid > 10 && t.invalid > 10 &&
		t.none > 10,
	    "hosts of each kind");
	ok(t.right + t.unasked == t.hosts && t.unasked < FEW_UNASKED,
	    "each host's verdict is that of the truth");
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
	ok(t.wrong == 0, "a bad path: no verdict is wrong");
	ok(t.right > t.hosts * 9 / 10, "and 9 of 10 are known");
}

/* Two packets a second: an hour goes by, and nobody waits for it. */
static void
test_hours(void)
{
	static struct tally t;
	run(&(struct world_scan){.config = simnet_config_default(9, FEW),
		.all_hosts = true,
		.path = clean,
		.rate_pps = 2},
	    &t);
	ok(t.took_ns > 3600 * NS_PER_S, "more than an hour of false time");
	ok(t.right + t.unasked == t.hosts && t.unasked < FEW_UNASKED &&
		t.hosts > FEW / 2,
	    "and the same truth");
}

int
main(void)
{
	test_clean(0);
	test_clean(23);
	test_bad_path();
	if (sanitized)
		ok(true,
		    "an hour # SKIP millions of switches, with sanitizers");
	else
		test_hours();
	return tap_end();
}
