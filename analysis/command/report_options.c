#include "report_options.h"

#include <string.h>

#include "base/log.h"
#include "base/option_line.h"
#include "base/macros.h"

#define AT(member) offsetof(struct report_options, member)

static const struct option_row rows[] = {
    {"csv", 'c', OPTION_STRING, AT(csv), 0, 0, "DIR",
	"each table as DIR/TABLE.csv; of a store also the charts' "
	"specifications, TABLE.vl.json; of runs alone counts instead of "
	"percentages"},
    {"html", 'H', OPTION_STRING, AT(html), 0, 0, "FILE",
	"one page, without scripts, that needs nothing else"},
    {"at", 'a', OPTION_STRING, AT(at), 0, 0, "DAY",
	"as it was known on that day, YYYY-MM-DD (default: the last day that "
	"was swept)"},
    {"anonymous", 'A', OPTION_FLAG, AT(anonymous), 0, 0, NULL,
	"pseudonyms in the place of operators, hosts and domains"},
    {"definitions", 'd', OPTION_STRING, AT(definitions), 0, 0, "WHICH",
	"what is correct, who manages and what a rollover is: rfc (as the RFCs "
	"have them) or paper (as the code of the USENIX study has them)"},
    {"popularity", 'u', OPTION_STRING, AT(popularity), 0, 0, "DIR",
	"who has many domains in this store or run is popular: of a list "
	"nobody can tell by itself who runs its domains"},
    {"ca-list", 'r', OPTION_STRING, AT(ca_list), 0, 0, "FILE",
	"authorities that issue no more, and since when, as CSV (default: "
	"retired-cas.csv, which is installed)"},
    {"contacts", 't', OPTION_STRING, AT(contacts), 0, 0, "FILE",
	"whom to write to of those whose hosts fail, why, and what helps, as "
	"CSV"},
    {"letters", 'l', OPTION_STRING, AT(letters), 0, 0, "DIR",
	"with --contacts: a letter to each of them, DIR/OPERATOR.txt"},
    {"soa", 's', OPTION_STRING, AT(soa), 0, 0, "RUN",
	"with --contacts: a run, whose dns records may have more SOA records "
	"of mail hosts' zones than those of the store saw, which say whom to "
	"write to (else: postmaster)"},
    {"partial", 'p', OPTION_FLAG, AT(partial), 0, 0, NULL,
	"a run that was incomplete is counted as it is, and that is exit 0; "
	"without it exit 1"},
    {"quiet", 'q', OPTION_FLAG, AT(quiet), 0, 0, NULL,
	"no status line, which is written on a terminal alone"},
    {"python", 'P', OPTION_STRING, AT(python), 0, 0, "FILE",
	"a Python that has DuckDB and vl-convert (as for danesweep history)"},
    {"library", 'L', OPTION_STRING, AT(library), 0, 0, "DIR",
	"where store.py is (as for danesweep history)"},
    OPTION_CONFIG_ROW(AT(config)),
    OPTION_HELP_ROW,
};

const struct option_table report_option_table = {
    .command = "danesweep report",
    .usage = "RUN... [--csv DIR] [--partial]\n"
	     "STORE|RUN... [--html FILE] [--csv DIR] [OPTIONS]\n"
	     "STORE|RUN... --contacts FILE [--letters DIR] [--soa RUN]",
    .about =
	"Prints what `danesweep verify RUN` found: for each top-level domain "
	"how many\n"
	"domains and mail hosts have TLSA records and how many of those are\n"
	"incorrect (Table 1 of the study), the reasons, and what rests on "
	"SHA-1.\n"
	"Of several runs each host and each domain counts once, as the first "
	"has it.\n"
	"Of a store (danesweep history) it tells what is there and what has "
	"changed,\nwho broke, what breaks next, and the study's tables and "
	"figures.\n",
    .examples = "  danesweep report runs/se\n"
		"  danesweep report runs/se --csv se\n"
		"  danesweep report runs/se --html se.html\n"
		"  danesweep report history --html report.html --csv tables\n"
		"  danesweep report history --contacts contacts.csv\n",
    .exit_codes = {"all tables were printed",
	"the run was incomplete or damaged when it was judged; or some "
	"verdicts are damaged, and were left "
	"out; or what was asked cannot be written",
	"wrong command line, no run or one of another version, it has no "
	"verdicts, or there is no Python with DuckDB"},
    .rows = rows,
    .count = ARRAY_LEN(rows),
    .words = AT(words),
};

/* YYYY-MM-DD; whether the month has that day is the engine's to say. */
static bool
is_day(const char *text)
{
	static const char form[] = "dddd-dd-dd";
	for (size_t i = 0; i < sizeof(form); i++) {
		bool digit = text[i] >= '0' && text[i] <= '9';
		if (form[i] == 'd' ? !digit : text[i] != form[i])
			return false;
	}
	return true;
}

void
report_options_parse(int argc, char *argv[], struct report_options *out)
{
	*out = (struct report_options){0};
	option_line_parse(&report_option_table, argc, argv, out);
	if (out->words.count == 0)
		log_usage_exit("report: name a run directory: "
			       "danesweep report RUN");
	if ((out->letters != NULL || out->soa != NULL) && out->contacts == NULL)
		log_usage_exit(
		    "report: --letters and --soa go with --contacts");
	if (out->definitions != NULL && strcmp(out->definitions, "rfc") != 0 &&
	    strcmp(out->definitions, "paper") != 0)
		log_usage_exit(
		    "report: --definitions %s: rfc or paper", out->definitions);
	if (out->contacts != NULL && out->anonymous)
		log_usage_exit("report: --contacts names whom to write to, "
			       "which --anonymous would not");
	if (out->at != NULL && !is_day(out->at))
		log_usage_exit("report: --at %s: no day, YYYY-MM-DD", out->at);
}
