#include "report.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/exit_code.h"
#include "base/log.h"
#include "analysis/report/report.h"
#include "analysis/evidence/run_files.h"

struct options {
	const char *run;
	bool csv;
};

static const char help_text[] =
    "usage: danesweep report RUN [--csv]\n"
    "\n"
    "Prints what `danesweep verify RUN` found: for each top-level domain how\n"
    "many domains and mail hosts have TLSA records and how many of those are\n"
    "incorrect (Table 1 of the study), and a table of the reasons.\n"
    "\n"
    "  -c, --csv   both tables as CSV, an empty line between them; counts\n"
    "              instead of percentages\n"
    "  -h, --help  this text\n";

/* 0, 1: help was printed, 2: wrong. */
static int
parse(int argc, char *argv[], struct options *o)
{
	static const struct option longs[] = {
	    {"csv", no_argument, NULL, 'c'},
	    {"help", no_argument, NULL, 'h'},
	    {NULL, 0, NULL, 0},
	};
	int c;
	optind = 0; /* main may have parsed before */
	opterr = 0;
	while ((c = getopt_long(argc, argv, "ch", longs, NULL)) != -1) {
		if (c == 'c') {
			o->csv = true;
		} else if (c == 'h') {
			fputs(help_text, stdout);
			return 1;
		} else {
			log_line("report: %s: no such option, or its value is "
				 "missing; see danesweep report --help",
			    argv[optind - 1]);
			return 2;
		}
	}
	if (optind + 1 != argc) {
		log_line("report: name one run directory: "
			 "danesweep report RUN");
		return 2;
	}
	o->run = argv[optind];
	return 0;
}

static const char *
add_line(void *arg, const struct run_line *line)
{
	return report_add(arg, line->text, line->len);
}

static int
print(const struct report *r, bool csv)
{
	struct text out;
	text_init(&out);
	if (csv)
		report_write_csv(r, &out);
	else
		report_write_text(r, &out);
	bool good = text_ok(&out) &&
		    fwrite(out.bytes, 1, out.len, stdout) == out.len &&
		    fflush(stdout) == 0;
	text_fini(&out);
	if (!good)
		log_line("report: standard output cannot be written");
	return good ? EXIT_CODE_GOOD : EXIT_CODE_EARLY;
}

int
report_command(int argc, char *argv[])
{
	struct options o = {0};
	struct arena arena;
	struct report r;
	struct run_count count = {0};
	int code = parse(argc, argv, &o);
	if (code != 0)
		return code == 1 ? 0 : code;
	arena_init(&arena);
	report_init(&r, &arena);
	if (run_files_read(o.run, "verdict", add_line, &r, &count) < 0)
		code = EXIT_CODE_EARLY;
	else if (count.lines == 0) {
		log_line("report: %s has no verdicts; run danesweep verify "
			 "first",
		    o.run);
		code = EXIT_CODE_NOT_BEGUN;
	} else {
		code = print(&r, o.csv);
		if (code == EXIT_CODE_GOOD && count.damaged > 0)
			code = EXIT_CODE_DAMAGED;
	}
	report_fini(&r);
	arena_fini(&arena);
	return code;
}
