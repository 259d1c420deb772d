/* Which words each command takes for a command line; its options in test_*. */
#include "analysis/command/match_options.h"
#include "analysis/command/report_options.h"
#include "base/macros.h"
#include "base/option_line.h"
#include "option_test.h"
#include "scanner/command/check_options.h"
#include "scanner/command/main_options.h"
#include "tap.h"

enum { USAGE = OPTION_TEST_USAGE };

/* As large as the largest of them. */
static union {
	struct check_options check;
	struct match_options match;
	struct report_options report;
	struct main_options main;
} scratch;

static void
check(int argc, char *argv[], void *out)
{
	check_options_parse(argc, argv, out);
}

static void
match(int argc, char *argv[], void *out)
{
	match_options_parse(argc, argv, out);
}

static void
report(int argc, char *argv[], void *out)
{
	report_options_parse(argc, argv, out);
}

static void
itself(int argc, char *argv[], void *out)
{
	option_line_parse(&main_option_table, argc, argv, out);
}

static const struct {
	option_test_parse *parse;
	const char *line;
	int code;
} rows[] = {
    {check, "", USAGE},
    {check, "--json", USAGE},
    {check, "example..se", USAGE},
    {check, "--no-such-option example.se", USAGE},
    {check, "--trust-anchor", USAGE},
    {check, "--help", 0},
    {check, "example.se --json example.org", 0},
    {match, "", USAGE},
    {match, "-r 3 -c chain.pem -n mx.se", 0},
    {match, "-c chain.pem -n mx.se", USAGE},
    {match, "-r 3 -n mx.se", USAGE},
    {match, "-r 3 -c chain.pem", USAGE},
    {match, "-r 3 -c chain.pem -i mx.se", USAGE},
    {match, "-r 3 -c chain.pem -n mx.se more", USAGE},
    {match, "-r 3 -c chain.pem -n mx.se --at noon", USAGE},
    {match, "-r 3 -c chain.pem -n mx.se --at 2026-11-23", 0},
    {match, "-r 3 -c chain.pem -n mx.se -f roots.pem", USAGE},
    {match, "-r 3 -c chain.pem -n mx.se -p -f roots.pem", 0},
    {match, "-r 3 -c chain.pem -n mx.se -i a -i b -i c", 0},
    {match, "-r 3 -c chain.pem -n mx.se -i a -i b -i c -i d", USAGE},
    {match, "-h", 0},
    {report, "", USAGE},
    {report, "runs/1", 0},
    {report, "runs/1 -c", USAGE},
    {report, "--csv tables runs/1", 0},
    {report, "--csv=tables runs/1", 0},
    {report, "store --html page --csv tables --anonymous", 0},
    {report, "store --at 2026-11-23", 0},
    {report, "store --at 2026-11-2", USAGE},
    {report, "store --at 2026-11-233", USAGE},
    {report, "store --at tomorrow", USAGE},
    {report, "runs/1 runs/2", 0},
    {report, "runs/1 --partial", 0},
    {report, "runs/1 -x", USAGE},
    {report, "--help", 0},
    {itself, "--version", 0},
    {itself, "-V", 0},
    {itself, "--version=1", USAGE},
    {itself, "--no-such-option", USAGE},
    {itself, "word", USAGE},
};

static void
test_values(void)
{
	struct match_options *m = &scratch.match;
	option_test_run(match,
	    "-i a -r one -c chain -n mx --tlsa two --reference-id b "
	    "--at 2026-11-23T09:00:00Z",
	    m);
	ok(m->records.count == 2 && strcmp(m->records.at[1], "two") == 0 &&
		m->reference_ids.count == 2 && strcmp(m->name, "mx") == 0 &&
		m->at_ns == 1795424400 * NS_PER_S && !m->pkix,
	    "match: what was said");
	struct report_options *r = &scratch.report;
	option_test_run(report, "--csv tables runs/1", r);
	ok(strcmp(r->csv, "tables") == 0 && r->words.count == 1 &&
		strcmp(r->words.at[0], "runs/1") == 0,
	    "report: what was said");
	option_test_run(report, "runs/1 -p runs/2", r);
	ok(r->csv == NULL && r->partial && r->words.count == 2,
	    "report: no CSV that was not asked for");
	struct check_options *c = &scratch.check;
	option_test_run(check, "a.se -k kept b.se", c);
	ok(c->names.count == 2 && strcmp(c->names.at[1], "b.se") == 0 &&
		strcmp(c->keep, "kept") == 0 && !c->json &&
		strcmp(c->trust_anchor, "/usr/share/dns/root.ds") == 0,
	    "check: what was said, and the usual anchor");
	scratch.main = (struct main_options){0};
	option_test_run(itself, "-V", &scratch);
	ok(scratch.main.version && !scratch.main.help, "itself: -V");
}

int
main(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		ok(option_test_outcome(rows[i].parse, rows[i].line, &scratch) ==
			rows[i].code,
		    rows[i].line[0] != '\0' ? rows[i].line : "nothing");
	test_values();
	return tap_end();
}
