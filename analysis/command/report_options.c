#include "report_options.h"

#include "base/log.h"
#include "base/option_line.h"
#include "base/macros.h"

#define AT(member) offsetof(struct report_options, member)

static const struct option_row rows[] = {
    {"csv", 'c', OPTION_FLAG, AT(csv), 0, 0, NULL,
	"all tables as CSV, an empty line between them; counts instead of "
	"percentages"},
    {"partial", 'p', OPTION_FLAG, AT(partial), 0, 0, NULL,
	"a run that was incomplete is counted as it is, and that is exit 0; "
	"without it exit 1"},
    OPTION_CONFIG_ROW(AT(config)),
    OPTION_HELP_ROW,
};

const struct option_table report_option_table = {
    .command = "danesweep report",
    .usage = "RUN... [--csv] [--partial]",
    .about =
	"Prints what `danesweep verify RUN` found: for each top-level domain "
	"how many\n"
	"domains and mail hosts have TLSA records and how many of those are\n"
	"incorrect (Table 1 of the study), the reasons, and what rests on "
	"SHA-1.\n"
	"Of several runs each host and each domain counts once, as the first "
	"has it.\n",
    .examples = "  danesweep report runs/se\n"
		"  danesweep report runs/se --csv >se.csv\n",
    .exit_codes = {"all tables were printed",
	"the run was incomplete or damaged when it was judged; or some "
	"verdicts are damaged, and were left "
	"out; or standard output cannot be written",
	"wrong command line, no run or one of another version, or it has no "
	"verdicts"},
    .rows = rows,
    .count = ARRAY_LEN(rows),
    .words = AT(words),
};

void
report_options_parse(int argc, char *argv[], struct report_options *out)
{
	*out = (struct report_options){0};
	option_line_parse(&report_option_table, argc, argv, out);
	if (out->words.count == 0)
		log_usage_exit("report: name a run directory: "
			       "danesweep report RUN");
}
