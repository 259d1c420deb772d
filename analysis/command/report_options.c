#include "report_options.h"

#include "base/log.h"
#include "base/macros.h"

#define AT(member) offsetof(struct report_options, member)

static const struct option_row rows[] = {
    {"csv", 'c', OPTION_FLAG, AT(csv), 0, 0, NULL,
	"all tables as CSV, an empty line between them; counts instead of "
	"percentages"},
    OPTION_HELP_ROW,
};

const struct option_table report_option_table = {
    .command = "danesweep report",
    .usage = "RUN [--csv]",
    .about =
	"Prints what `danesweep verify RUN` found: for each top-level domain "
	"how many\n"
	"domains and mail hosts have TLSA records and how many of those are\n"
	"incorrect (Table 1 of the study), the reasons, and what rests on "
	"SHA-1.\n",
    .examples = "  danesweep report runs/se\n"
		"  danesweep report runs/se --csv >se.csv\n",
    .exit_codes = {"all tables were printed",
	"some verdicts are damaged, and were left out; or standard output "
	"cannot be written",
	"wrong command line, or the run has no verdicts"},
    .rows = rows,
    .count = ARRAY_LEN(rows),
    .words = AT(words),
};

void
report_options_parse(int argc, char *argv[], struct report_options *out)
{
	*out = (struct report_options){0};
	option_table_parse(&report_option_table, argc, argv, out);
	if (out->words.count != 1)
		log_usage_exit("report: name one run directory: "
			       "danesweep report RUN");
	out->run = out->words.at[0];
}
