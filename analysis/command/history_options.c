#include "history_options.h"

#include <string.h>

#include "base/log.h"
#include "base/macros.h"
#include "base/option_line.h"

#define AT(member) offsetof(struct history_options, member)

static const struct option_row rows[] = {
    {"hour", 'H', OPTION_NUMBER, AT(hour), 0, 10000000, "N",
	"which hour the run counts as, in hours since 1970 (default: that in "
	"which it began)"},
    {"kind", 'k', OPTION_STRING, AT(kind), 0, 0, "KIND",
	"hourly or daily (default: daily if it judged domains, and is not of "
	"a list of earlier hosts)"},
    {"ca-file", 'f', OPTION_INPUT, AT(ca_file), 0, 0, "FILE",
	"roots of public authorities, PEM (default: those of the machine)"},
    {"partial", 'p', OPTION_FLAG, AT(partial), 0, 0, NULL,
	"a run that is incomplete or damaged is added as it is, and the store "
	"says so; without it that is exit 1"},
    {"hosts", 'I', OPTION_INPUT, AT(hosts), 0, 0, "FILE",
	"show: for each mail host of this list, one a line, who runs it, hours "
	"in which it was insecure, bogus or mismatched, rollovers by class, "
	"issuer"},
    {"csv", 'c', OPTION_FLAG, AT(csv), 0, 0, NULL,
	"commas between the values of --hosts, and not tabs"},
    {"quiet", 'q', OPTION_FLAG, AT(quiet), 0, 0, NULL,
	"no status line, which is written on a terminal alone"},
    {"python", 'P', OPTION_STRING, AT(python), 0, 0, "FILE",
	"a Python that has DuckDB (default: build-analysis/bin/python beside "
	"the build, lib/danesweep/python/bin/python below the prefix, or "
	"python3)"},
    {"library", 'L', OPTION_STRING, AT(library), 0, 0, "DIR",
	"where store.py is (default: analysis/history of the build's tree, or "
	"lib/danesweep/analysis/history below the prefix)"},
    OPTION_CONFIG_ROW(AT(config)),
    OPTION_HELP_ROW,
};

const struct option_table history_option_table = {
    .command = "danesweep history",
    .usage = "add STORE RUN... [--hour N] [--kind KIND] [--partial]\n"
	     "show STORE [--hosts FILE [--csv]]\n"
	     "check STORE",
    .about =
	"Keeps what verified runs saw, as intervals in Parquet files that "
	"DuckDB and\n"
	"Spark read: TLSA records, chains, which pair of both matches, domains "
	"and\ntheir hosts.\n"
	"`add` takes runs in any order, and each once, or the hourly files of "
	"the\n"
	"study's authors (YYMMDD_H.txt).  `show` says what is there,\n"
	"`check` whether it holds together.\n",
    .examples =
	"  danesweep verify runs/1 --trust-anchor /usr/share/dns/root.ds\n"
	"  danesweep history add history runs/1\n"
	"  danesweep history show history\n",
    .exit_codes = {"all is in the store, or was already; what was asked is "
		   "told, and is right",
	"a run is incomplete or damaged, or has no verdict of its own; the "
	"store does not hold together; or the machine failed",
	"wrong command line, no run, another run is there of that kind, hour "
	"and vantage, or there is no Python with DuckDB"},
    .rows = rows,
    .count = ARRAY_LEN(rows),
    .words = AT(words),
};

static enum history_verb
verb_of(const char *word)
{
	static const char *const verbs[HISTORY_VERB_COUNT] = {
	    [HISTORY_ADD] = "add",
	    [HISTORY_SHOW] = "show",
	    [HISTORY_CHECK] = "check",
	};
	for (unsigned i = 0; i < HISTORY_VERB_COUNT; i++)
		if (strcmp(word, verbs[i]) == 0)
			return (enum history_verb)i;
	log_usage_exit("history: %s: add, show or check", word);
}

void
history_options_parse(int argc, char *argv[], struct history_options *out)
{
	*out = (struct history_options){0};
	option_line_parse(&history_option_table, argc, argv, out);
	if (out->words.count < 2)
		log_usage_exit("history: say what to do, and with which "
			       "store: danesweep history add STORE RUN");
	out->verb = verb_of(out->words.at[0]);
	out->store = out->words.at[1];
	out->runs = &out->words.at[2];
	out->run_count = out->words.count - 2;
	if (out->verb == HISTORY_ADD && out->run_count == 0)
		log_usage_exit("history: name a run: danesweep history add "
			       "%s RUN",
		    out->store);
	if (out->verb != HISTORY_ADD && out->run_count > 0)
		log_usage_exit("history: %s takes a store and nothing else",
		    out->words.at[0]);
	if (out->verb != HISTORY_SHOW && out->hosts != NULL)
		log_usage_exit("history: --hosts is for show");
	if (out->hour.given && out->run_count > 1)
		log_usage_exit("history: --hour is that of one run");
	if (out->kind != NULL && strcmp(out->kind, "hourly") != 0 &&
	    strcmp(out->kind, "daily") != 0)
		log_usage_exit(
		    "history: --kind %s: hourly or daily", out->kind);
}
