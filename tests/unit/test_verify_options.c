/* The command line of verify. */
#include "analysis/command/verify_options.h"

#include "dns/nsec3.h"
#include "base/macros.h"
#include "option_test.h"
#include "tap.h"

enum { GOOD = 0, HELP = 0, WRONG = OPTION_TEST_USAGE };

static const struct {
	const char *line;
	int code;
} rows[] = {
    {"", WRONG},
    {"runs/1", WRONG},
    {"runs/1 --trust-anchor root.ds", GOOD},
    {"--trust-anchor root.ds runs/1 runs/2", WRONG},
    {"--trust-anchor root.ds runs/1 runs/2 -o both", GOOD},
    {"--trust-anchor root.ds runs/1 runs/2 --rrsets -", GOOD},
    {"runs/1 -t root.ds --rrsets", GOOD},
    {"runs/1 -t root.ds --rrsets -", GOOD},
    {"runs/1 -t root.ds --rrsets=-", GOOD},
    {"runs/1 -t root.ds --rrsets=file", WRONG},
    {"--records - -t root.ds --rrsets -", GOOD},
    {"--records - -t root.ds", WRONG},
    {"--records - -t root.ds --rrsets", WRONG},
    {"--records - -t root.ds --rrsets - runs/1", WRONG},
    {"runs/1 -t root.ds --at 2026-11-23", GOOD},
    {"runs/1 -t root.ds --at noon", WRONG},
    {"runs/1 -t root.ds --definitions paper --ca-file roots.pem", GOOD},
    {"runs/1 -t root.ds --definitions mine", WRONG},
    {"runs/1 -t root.ds --history a --history b", GOOD},
    {"runs/1 -t root.ds --threads 0", WRONG},
    {"runs/1 -t root.ds --threads 65", WRONG},
    {"runs/1 -t root.ds --threads 4x", WRONG},
    {"runs/1 -t root.ds --nsec3-iterations 0", GOOD},
    {"runs/1 -t root.ds --nsec3-iterations 65536", WRONG},
    {"runs/1 -t root.ds --legacy-algorithms", GOOD},
    {"runs/1 -t root.ds --partial", GOOD},
    {"runs/1 -t root.ds -o elsewhere", GOOD},
    {"runs/1 -t root.ds -o", WRONG},
    {"runs/1 -t root.ds --rrsets - -o elsewhere", WRONG},
    {"runs/1 -t root.ds --partial=no", WRONG},
    {"runs/1 -t root.ds --nsec3-iterations -1", WRONG},
    {"runs/1 -t root.ds --nsec3-iterations=", WRONG},
    {"runs/1 -t root.ds --threads 4294967297", WRONG},
    {"runs/1 -t root.ds --at", WRONG},
    {"runs/1 -t root.ds --at 2026-02-30", WRONG},
    {"runs/1 -t root.ds --definitions", WRONG},
    {"runs/1 -t root.ds --history", WRONG},
    {"runs/1 -t root.ds --ca-file", WRONG},
    {"runs/1 -t root.ds --legacy-algorithms=yes", WRONG},
    {"runs/1 -t root.ds --sha1 maybe", WRONG},
    {"runs/1 -t root.ds -x", WRONG},
    {"--records", WRONG},
    {"--records a --rrsets -", WRONG},
    {"--records a -t root.ds --rrsets=-", GOOD},
    {"--records a -t root.ds -s-", GOOD},
    {"runs/1 -t root.ds --only dane", GOOD},
    {"runs/1 -t root.ds --only dane --only domains=few", GOOD},
    {"runs/1 -t root.ds --only domains=", WRONG},
    {"runs/1 -t root.ds --only dane --only dane", WRONG},
    {"runs/1 -t root.ds --only mx", WRONG},
    {"runs/1 -t root.ds --only dane --rrsets -", WRONG},
    {"-h", HELP},
    {"runs/1 --help --no-such-option", HELP},
    {"runs/1 -t", WRONG},
    {"--no-such-option", WRONG},
    {"--help", HELP},
};

/* What options come to; what is not named is as without them. */
static const struct {
	const char *line, *want;
} values[] = {
    {"runs/1 -t root.ds", "runs/1 by root.ds"},
    {"-t root.ds runs/1", "runs/1 by root.ds"},
    {"runs/1 runs/2 -t root.ds -o both",
	"runs/1 by root.ds with runs/2, to both"},
    {"runs/1 --trust-anchor=root.ds", "runs/1 by root.ds"},
    {"runs/1 -t root.ds -t other.ds", "runs/1 by other.ds"},
    {"runs/1 -t root.ds --rrsets", "runs/1 by root.ds, rrsets"},
    {"runs/1 -t root.ds -s", "runs/1 by root.ds, rrsets"},
    {"--rrsets runs/1 -t root.ds", "runs/1 by root.ds, rrsets"},
    {"-t root.ds --rrsets - runs/1", "runs/1 by root.ds, rrsets, stdout"},
    {"-t root.ds --rrsets=- runs/1", "runs/1 by root.ds, rrsets, stdout"},
    {"-t root.ds -s - runs/1", "runs/1 by root.ds, rrsets, stdout"},
    {"-t root.ds -s- runs/1", "runs/1 by root.ds, rrsets, stdout"},
    {"--records - -t root.ds --rrsets -",
	"records - by root.ds, rrsets, stdout"},
    {"-i dns.gz -t root.ds -s -", "records dns.gz by root.ds, rrsets, stdout"},
    {"runs/1 -t root.ds --at 2026-11-23T09:00:00Z",
	"runs/1 by root.ds, at 1795424400"},
    {"runs/1 -t root.ds -a 2026-11-23", "runs/1 by root.ds, at 1795392000"},
    {"runs/1 -t root.ds --definitions paper", "runs/1 by root.ds, paper"},
    {"runs/1 -t root.ds -d paper -d rfc", "runs/1 by root.ds"},
    {"runs/1 -t root.ds --ca-file roots.pem",
	"runs/1 by root.ds, roots roots.pem"},
    {"runs/1 -t root.ds -f roots.pem", "runs/1 by root.ds, roots roots.pem"},
    {"runs/1 -t root.ds --history a -H b", "runs/1 by root.ds, after a b"},
    {"runs/1 -t root.ds --legacy-algorithms", "runs/1 by root.ds, legacy"},
    {"runs/1 -t root.ds -l", "runs/1 by root.ds, legacy"},
    {"runs/1 -t root.ds --partial", "runs/1 by root.ds, partial"},
    {"runs/1 -t root.ds -p", "runs/1 by root.ds, partial"},
    {"runs/1 -t root.ds -o there", "runs/1 by root.ds, to there"},
    {"runs/1 -t root.ds --output-dir=there", "runs/1 by root.ds, to there"},
    {"runs/1 -t root.ds --sha1 insecure", "runs/1 by root.ds, no SHA-1"},
    {"runs/1 -t root.ds -S insecure --sha1 secure", "runs/1 by root.ds"},
    {"runs/1 -t root.ds --nsec3-iterations 0",
	"runs/1 by root.ds, 0 iterations"},
    {"runs/1 -t root.ds -n 65535", "runs/1 by root.ds, 65535 iterations"},
    {"runs/1 -t root.ds --threads 1", "runs/1 by root.ds, 1 threads"},
    {"runs/1 -t root.ds -T 64", "runs/1 by root.ds, 64 threads"},
};

static void
parse(int argc, char *argv[], void *out)
{
	verify_options_parse(argc, argv, out);
}

/* Numbers are named if they are not those of `usual`. */
static void
describe(struct text *t, const struct verify_options *o,
    const struct verify_options *usual)
{
	text_addf(t, "%s%s by %s", o->records != NULL ? "records " : "",
	    o->records != NULL ? o->records : o->runs[0], o->trust_anchor);
	for (size_t i = 1; i < o->run_count; i++)
		text_addf(t, " with %s", o->runs[i]);
	text_add(t, o->rrsets ? ", rrsets" : "");
	text_add(t, o->to_stdout ? ", stdout" : "");
	text_add(t, o->paper ? ", paper" : "");
	text_add(t, o->legacy_algorithms ? ", legacy" : "");
	text_add(t, o->partial ? ", partial" : "");
	text_add(t, o->sha1_insecure ? ", no SHA-1" : "");
	if (o->at_ns != 0)
		text_addf(t, ", at %lld", (long long)(o->at_ns / NS_PER_S));
	if (o->line.output != NULL)
		text_addf(t, ", to %s", o->output);
	if (o->ca_file != NULL)
		text_addf(t, ", roots %s", o->ca_file);
	for (size_t i = 0; i < o->history_count; i++)
		text_addf(t, "%s %s", i == 0 ? ", after" : "", o->history[i]);
	if (o->nsec3_iterations != usual->nsec3_iterations)
		text_addf(t, ", %u iterations", o->nsec3_iterations);
	if (o->threads != usual->threads)
		text_addf(t, ", %u threads", o->threads);
}

static void
test_values(void)
{
	static struct verify_options o;
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		const struct verify_options usual = {
		    .threads = 1000, .nsec3_iterations = NSEC3_ITERATIONS_MAX};
		struct text t;
		text_init(&t);
		option_test_run(parse, values[i].line, &o);
		if (strstr(values[i].want, "threads") == NULL)
			o.threads = o.threads >= 1 ? usual.threads : 0;
		describe(&t, &o, &usual);
		bool same = text_ok(&t) && strcmp(t.bytes, values[i].want) == 0;
		if (!same)
			printf("# have %s, want %s\n", t.bytes, values[i].want);
		ok(same, values[i].line);
		text_fini(&t);
	}
}

/* As many earlier runs as there may be, and one more. */
static void
test_history(void)
{
	static struct verify_options o;
	struct text line;
	text_init(&line);
	text_add(&line, "runs/1 -t root.ds");
	for (size_t i = 0; i < HISTORY_RUNS_MAX; i++)
		text_add(&line, " -H earlier");
	option_test_run(parse, line.bytes, &o);
	ok(o.history_count == HISTORY_RUNS_MAX, "so many earlier runs");
	text_add(&line, " -Hone");
	ok(option_test_outcome(parse, line.bytes, &o) == WRONG, "one more");
	text_fini(&line);
}

int
main(void)
{
	static struct verify_options o;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ok(option_test_outcome(parse, rows[i].line, &o) == rows[i].code,
		    rows[i].line[0] != 0 ? rows[i].line : "nothing");
	test_values();
	test_history();
	return tap_end();
}
