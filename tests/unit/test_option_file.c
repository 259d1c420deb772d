/* Options from a file: its lines, what they do beside a command line. */
#include "base/option_file.h"

#include "analysis/command/match_options.h"
#include "analysis/command/report_options.h"
#include "base/arena.h"
#include "base/macros.h"
#include "base/text.h"
#include "option_test.h"
#include "scanner/command/scan_options.h"
#include "tap.h"
#include "test_folder.h"

static const char *path;

static void
write_file(const char *text)
{
	write_bytes("options", text, strlen(text));
}

static bool
note(void *ctx, const struct option_setting *s, struct text *reason)
{
	(void)reason;
	text_addf(ctx, "%s[%s]", s->name, s->value ? s->value : "-");
	return true;
}

/* Lines, and what they say; or where the fault is, and what it is. */
static const struct {
	const char *label, *lines, *want;
} rows[] = {
    {"blanks do not matter", "rate=5\n \trate =  5 \t\n", "rate[5]rate[5]"},
    {"ZMap's own form", "blocklist-file \"/etc/b.conf\"",
	"blocklist-file[/etc/b.conf]"},
    {"a switch", "quiet\n", "quiet[-]"},
    {"comments", "# one\n\n  # two\nrate = 5 # three\nquiet # four\n",
	"rate[5]quiet[-]"},
    {"a # in a word is its own", "contact = https://a.se/#us\n",
	"contact[https://a.se/#us]"},
    {"a # in quotation marks is no comment", "ehlo = \"a # b\" # c\n",
	"ehlo[a # b]"},
    {"a value of two = signs", "output-filter = success = 1 && x = 2\n",
	"output-filter[success = 1 && x = 2]"},
    {"an empty value", "ehlo = \"\"\n", "ehlo[]"},
    {"lines as Windows ends them", "rate = 5\r\nquiet\r\n", "rate[5]quiet[-]"},
    {"no line at all", "", ""},
    {"no value", "quiet\nrate =\n",
	":2: there is no value behind the =; \"\" is an empty one"},
    {"a comment is no value", "rate = # 5\n",
	":1: there is no value behind the =; \"\" is an empty one"},
    {"an open quotation", "ehlo = \"a\n", ":1: a quotation mark is not closed"},
    {"more behind a quotation", "ehlo = \"a\" b\n",
	":1: there is more behind the closing quotation mark"},
    {"dashes", "--rate = 5\n",
	":1: write one `option = value` a line, the option by its long name "
	"and without dashes; # begins a comment"},
    {"a colon", "\n\nrate: 5\n",
	":3: write one `option = value` a line, the option by its long name "
	"and without dashes; # begins a comment"},
};

static void
test_lines(void)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct arena arena;
		struct text said, why;
		arena_init(&arena);
		text_init(&said);
		text_init(&why);
		text_add(&said, "");
		write_file(rows[i].lines);
		int rc = option_file_read(path, &arena, note, &said, &why);
		const char *got = said.bytes ? said.bytes : "";
		if (rc < 0)
			got = why.bytes + strlen(path);
		ok(strcmp(got, rows[i].want) == 0, rows[i].label);
		arena_fini(&arena);
		text_fini(&said);
		text_fini(&why);
	}
}

static void
scan(int argc, char *argv[], void *out)
{
	scan_options_parse(argc, argv, out);
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

static const char *
with_file(const char *line)
{
	static char words[512];
	snprintf(words, sizeof(words), "%s --config %s", line, path);
	return words;
}

static void
test_scan_values(void)
{
	static struct scan_options o;
	write_file("zone = a.zone\nzone = b.zone\nrate = 500\n"
		   "bandwidth = 10M\nquiet\nlenient = false\nsmtp-all = true\n"
		   "output-dir = runs/1\n");
	option_test_run(scan, with_file(""), &o);
	ok(o.zones.count == 2 && strcmp(o.zones.at[1], "b.zone") == 0 &&
		strcmp(o.output_dir, "runs/1") == 0 &&
		strcmp(o.common.config, path) == 0,
	    "strings and lists of a file");
	ok(o.rate_pps.value == 500 && o.rate_pps.given &&
		o.common.bandwidth_bps.value == 10000000 && o.common.quiet &&
		!o.lenient && o.smtp_all && o.probes.value == 3 &&
		!o.probes.given,
	    "numbers and switches of a file, and what it does not say");
	option_test_run(scan, with_file("-r 7 -z c.zone -o runs/2"), &o);
	ok(o.rate_pps.value == 7 && o.zones.count == 1 &&
		strcmp(o.zones.at[0], "c.zone") == 0 &&
		strcmp(o.output_dir, "runs/2") == 0 && o.common.quiet,
	    "the command line wins, before --config as behind it");
	option_test_run(scan,
	    with_file("--quiet=false --smtp-all=false --lenient=true"), &o);
	ok(!o.common.quiet && !o.smtp_all && o.lenient,
	    "also where it takes a switch of the file back");
}

static void
test_match_values(void)
{
	static struct match_options o;
	write_file("tlsa = 3 1 1 00\ntlsa = \"2 0 1 00\"\nname mx.se\n"
		   "chain = c.pem\n");
	option_test_run(match, with_file(""), &o);
	ok(o.records.count == 2 && strcmp(o.records.at[0], "3 1 1 00") == 0 &&
		strcmp(o.records.at[1], "2 0 1 00") == 0 &&
		strcmp(o.name, "mx.se") == 0,
	    "values of several words");
}

static const struct {
	const char *label;
	option_test_parse *parse;
	const char *line, *lines;
	int code;
} outcomes[] = {
    {"a file of a report", report, "runs/1", "csv = tables\n", 0},
    {"an option of another command", report, "runs/1", "rate = 5\n", 2},
    {"a letter is no long name", report, "runs/1", "c\n", 2},
    {"a long name cut short", report, "runs/1", "cs\n", 2},
    {"a switch with another word", report, "runs/1", "partial = yes\n", 2},
    {"a switch twice", report, "runs/1", "partial\npartial\n", 2},
    {"a file that names a file", report, "runs/1", "config = x\n", 2},
    {"help is no setting", report, "runs/1", "help\n", 2},
    {"help comes before a bad file", report, "--help", "junk!\n", 0},
    {"a number of a wrong kind", scan, "-z a -o b", "rate = fast\n", 2},
    {"a number beyond its range", scan, "-z a -o b", "probes = 21\n", 2},
    {"it is wrong beside a good one, too", scan, "-z a -o b -P 3",
	"probes = 21\n", 2},
    {"a number twice", scan, "-z a -o b", "rate = 5\nrate = 6\n", 2},
    {"no value", scan, "-z a -o b", "rate\n", 2},
    {"what no line may lack", scan, "", "zone = a\n", 2},
    {"a switch of the line with another word", report, "runs/1 --partial=yes",
	"", 2},
    {"one input from standard input", scan, "-o b --zone se=-", "", 0},
    {"two of one option", scan, "-o b -z - -z se=-", "", 2},
    {"two of the file", scan, "-o b", "domains = -\nopt-out = -\n", 2},
    {"one of the file, and one of the line", scan, "-o b -z a --opt-out -",
	"blocklist-file = -\n", 2},
    {"the line takes the place of the file", scan, "-o b -z a -b list",
	"blocklist-file = -\nopt-out = -\n", 0},
};

static void
test_outcomes(void)
{
	static union {
		struct scan_options scan;
		struct report_options report;
	} scratch;
	for (size_t i = 0; i < ARRAY_LEN(outcomes); i++) {
		write_file(outcomes[i].lines);
		ok(option_test_outcome(outcomes[i].parse,
		       with_file(outcomes[i].line),
		       &scratch) == outcomes[i].code,
		    outcomes[i].label);
	}
	if (freopen("/dev/null", "r", stdin) == NULL)
		abort();
	ok(option_test_outcome(scan, "-o b -z - --config -", &scratch) == 2,
	    "the file of options is such an input, too");
	unlink(path);
	ok(option_test_outcome(report, with_file("runs/1"), &scratch) == 2,
	    "a file that is not there");
}

int
main(void)
{
	if (mkdtemp(test_folder) == NULL)
		abort();
	path = path_of("options");
	test_lines();
	test_scan_values();
	test_match_values();
	test_outcomes();
	rmdir(test_folder);
	return tap_end();
}
