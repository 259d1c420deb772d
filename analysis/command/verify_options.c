#include "verify_options.h"

#include <assert.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/macros.h"
#include "output/ordered_lines.h"
#include "base/time_text.h"
#include "analysis/dnssec/validator.h"

static_assert(
    (int)HISTORY_RUNS_MAX <= (int)OPTION_LIST_MAX, "a list may be so long");

/* The words as they were typed. */
struct verify_line {
	struct option_list words; /* the run */
	const char *trust_anchor, *at, *records, *definitions, *ca_file, *sha1;
	struct option_place rrsets;
	struct option_list history;
	struct option_number threads, nsec3_iterations;
	bool legacy_algorithms;
};

#define AT(member) offsetof(struct verify_line, member)

static const struct option_row rows[] = {
    {"trust-anchor", 't', OPTION_STRING, AT(trust_anchor), 0, 0, "FILE",
	"DS or DNSKEY records of the root (or of any zone), one a line, as in "
	"a zone file: . IN DS 20326 8 2 E06D44B8..."},
    {"at", 'a', OPTION_STRING, AT(at), 0, 0, "TIME",
	"judge signatures and certificates as of this time "
	"(2026-11-23T09:00:00Z), and not as of when each record was received"},
    {"rrsets", 's', OPTION_PLACE, AT(rrsets), 0, 0, "-",
	"write RUN/rrset as well: the DNSSEC state of every question of the "
	"run; with \"-\" to standard output, and no RUN/verdict"},
    {"records", 'i', OPTION_STRING, AT(records), 0, 0, "FILE",
	"not a run but loose dns records, NDJSON, plain or gzip, in any "
	"order; \"-\" is standard input; all are evidence for each other"},
    {"definitions", 'd', OPTION_STRING, AT(definitions), 0, 0, "WHICH",
	"what \"study\" is to mean: rfc (default: the rules, as a sender has "
	"them) or paper (as the code of the USENIX study has them)"},
    {"ca-file", 'f', OPTION_STRING, AT(ca_file), 0, 0, "FILE",
	"roots for usages 0 and 1 of \"paper\", PEM (default: those of the "
	"machine)"},
    {"history", 'H', OPTION_LIST, AT(history), 0, HISTORY_RUNS_MAX, "DIR",
	"an earlier run: a TLSA record that means what its host sent then is "
	"\"outdated\"; repeat, the oldest first"},
    {"legacy-algorithms", 'l', OPTION_FLAG, AT(legacy_algorithms), 0, 0, NULL,
	"RSA/MD5 and DSA validate, too: old test data"},
    {"sha1", 'S', OPTION_STRING, AT(sha1), 0, 0, "WHICH",
	"what rests on SHA-1 (algorithms 5 and 7, DS of digest 1) is: secure "
	"(default, with a flag) or insecure (as RFC 9905 wants it of "
	"operators)"},
    {"nsec3-iterations", 'n', OPTION_NUMBER, AT(nsec3_iterations), 0,
	UINT16_MAX, "N", "more are insecure (RFC 9276; default 150)"},
    {"threads", 'T', OPTION_NUMBER, AT(threads), 1, ORDERED_LINES_THREADS_MAX,
	"N", "threads that judge (default: one a processor)"},
    OPTION_HELP_ROW,
};

const struct option_table verify_option_table = {
    .command = "danesweep verify",
    .usage = "RUN --trust-anchor FILE [options]\n"
	     "--records FILE --trust-anchor FILE --rrsets - [options]",
    .about =
	"Judges the run in the directory RUN, without any network, and writes\n"
	"RUN/verdict: for each mail host and each domain whether its lookups "
	"are\n"
	"secure, which TLSA record matches which certificate, and what a "
	"sender\n"
	"that follows RFC 7672 would do.  What was there before is replaced.\n",
    .examples =
	"  danesweep verify runs/se --trust-anchor /usr/share/dns/root.ds\n"
	"  danesweep verify runs/2 -t root.ds --history runs/1\n"
	"  zcat runs/se/dns/*.gz |\n"
	"      danesweep verify --records - -t root.ds --rrsets -\n",
    .exit_codes = {"all was judged",
	"a run has damaged records, which are named and left out; or the "
	"machine failed",
	"wrong command line, no such run, an anchor or roots that cannot be "
	"read, or a malformed line of --records"},
    .rows = rows,
    .count = ARRAY_LEN(rows),
    .words = AT(words),
};

static void
take_rrsets(const struct verify_line *line, struct verify_options *out)
{
	const char *where = line->rrsets.at;
	if (where != NULL && strcmp(where, "-") != 0)
		log_usage_exit("verify: --rrsets %s: only \"-\", standard "
			       "output, can be named; without it they go to "
			       "RUN/rrset",
		    where);
	out->rrsets = line->rrsets.given;
	out->to_stdout = where != NULL;
}

static void
take_definitions(const char *which, struct verify_options *out)
{
	out->paper = strcmp(which, "paper") == 0;
	if (!out->paper && strcmp(which, "rfc") != 0)
		log_usage_exit("verify: --definitions %s: rfc or paper", which);
}

bool
verify_sha1_insecure(const char *command, const char *which)
{
	bool insecure = strcmp(which, "insecure") == 0;
	if (!insecure && strcmp(which, "secure") != 0)
		log_usage_exit(
		    "%s: --sha1 %s: secure or insecure", command, which);
	return insecure;
}

static void
take_run(const struct verify_line *line, struct verify_options *out)
{
	size_t count = line->words.count;
	out->records = line->records;
	if (out->records == NULL && count == 1)
		out->run = line->words.at[0];
	else if (out->records == NULL || count > 0)
		log_usage_exit("verify: name one run directory: "
			       "danesweep verify RUN --trust-anchor FILE");
	if (out->records != NULL && !out->to_stdout)
		log_usage_exit("verify: --records has no run to write to: "
			       "give \"--rrsets -\"");
}

/* What the words mean. */
static void
take(const struct verify_line *line, struct verify_options *out)
{
	*out = (struct verify_options){
	    .trust_anchor = line->trust_anchor,
	    .threads = (unsigned)line->threads.value,
	    .nsec3_iterations = (unsigned)line->nsec3_iterations.value,
	    .legacy_algorithms = line->legacy_algorithms,
	    .ca_file = line->ca_file,
	    .history_count = line->history.count,
	};
	memcpy(out->history, line->history.at,
	    line->history.count * sizeof(line->history.at[0]));
	take_definitions(line->definitions, out);
	out->sha1_insecure = verify_sha1_insecure("verify", line->sha1);
	take_rrsets(line, out);
	take_run(line, out);
	if (line->at != NULL && !time_text_parse(line->at, &out->at_ns))
		log_usage_exit("verify: --at %s: write the time as "
			       "2026-11-23T09:00:00Z",
		    line->at);
	if (line->trust_anchor == NULL)
		log_usage_exit("verify: give the root's DS records with "
			       "--trust-anchor FILE");
}

/* One a processor. */
static unsigned
default_threads(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);
	if (n > ORDERED_LINES_THREADS_MAX)
		return ORDERED_LINES_THREADS_MAX;
	return n > 1 ? (unsigned)n : 1;
}

void
verify_options_parse(int argc, char *argv[], struct verify_options *out)
{
	struct verify_line line = {
	    .definitions = "rfc",
	    .sha1 = "secure",
	    .threads = {.value = default_threads()},
	    .nsec3_iterations = {.value = NSEC3_ITERATIONS_MAX},
	};
	option_table_parse(&verify_option_table, argc, argv, &line);
	take(&line, out);
}
