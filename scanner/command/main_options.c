#include "main_options.h"

#include "base/macros.h"

#define AT(member) offsetof(struct main_options, member)

/* Who is asked for help has to name the commands: a flag, no OPTION_HELP. */
static const struct option_row rows[] = {
    {"help", 'h', OPTION_FLAG, AT(help), 0, 0, NULL, "this text"},
    {"version", 'V', OPTION_FLAG, AT(version), 0, 0, NULL,
	"which danesweep this is, with which libraries"},
};

const struct option_table main_option_table = {
    .command = "danesweep",
    .usage = "COMMAND [options]",
    .about = "",
    .examples = "  danesweep check example.se\n"
		"  danesweep scan --help\n",
    .exit_codes = {"good",
	"ended early, an input is damaged, or the answer is no",
	"could not begin: a wrong command line, or an input that cannot be "
	"read; nothing was sent, nothing was made"},
    .rows = rows,
    .count = ARRAY_LEN(rows),
    .words = OPTION_NO_WORDS,
};
