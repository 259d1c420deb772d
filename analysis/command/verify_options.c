#include "verify_options.h"

#include <assert.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/option_line.h"
#include "base/macros.h"
#include "output/ordered_lines.h"
#include "base/time_text.h"
#include "dns/nsec3.h"

static_assert(
    (int)HISTORY_RUNS_MAX <= (int)OPTION_LIST_MAX, "a list may be so long");

enum { MEMORY_MIN = 1000000, ONLY_MAX = 2 };

#define AT(member) offsetof(struct verify_line, member)

static const struct option_row rows[] = {
    {"trust-anchor", 't', OPTION_INPUT, AT(trust_anchor), 0, 0, "FILE",
	"DS or DNSKEY records of the root (or of any zone), one a line, as in "
	"a zone file: . IN DS 20326 8 2 E06D44B8..."},
    {"at", 'a', OPTION_STRING, AT(at), 0, 0, "TIME",
	"judge signatures and certificates as of this time "
	"(2026-11-23T09:00:00Z), and not as of when each record was received"},
    {"rrsets", 's', OPTION_PLACE, AT(rrsets), 0, 0, "-",
	"write RUN/rrset as well: the DNSSEC state of every question of the "
	"run; with \"-\" to standard output, and no RUN/verdict"},
    {"output-dir", 'o', OPTION_STRING, AT(output), 0, 0, "DIR",
	"write DIR/verdict (and DIR/rrset), and leave RUN as it is; DIR is "
	"made where it is missing"},
    {"records", 'i', OPTION_INPUT, AT(records), 0, 0, "FILE",
	"not a run but loose dns records, NDJSON, plain or gzip, in any "
	"order; \"-\" is standard input; all are evidence for each other"},
    {"definitions", 'd', OPTION_STRING, AT(definitions), 0, 0, "WHICH",
	"what \"study\" is to mean: rfc (default: the rules, as a sender has "
	"them) or paper (as the code of the USENIX study has them)"},
    {"ca-file", 'f', OPTION_INPUT, AT(ca_file), 0, 0, "FILE",
	"roots for usages 0 and 1 of \"paper\", PEM (default: those of the "
	"machine)"},
    {"history", 'H', OPTION_LIST, AT(history), 0, HISTORY_RUNS_MAX, "DIR",
	"an earlier run, or a store of danesweep history: a TLSA record that "
	"means what its host sent then is \"outdated\"; repeat, the oldest "
	"first"},
    {"memo", 'm', OPTION_STRING, AT(memo), 0, 0, "FILE",
	"keep in FILE which signatures were good, and check those no more in "
	"the next run; FILE.key beside it, a secret, is made with it"},
    {"memory", 'M', OPTION_BANDWIDTH, AT(memory), MEMORY_MIN, UINT64_MAX,
	"BYTES",
	"what does not fit into so much memory lies on disk while it is "
	"judged, and the verdict is the same (default: half of what the "
	"machine has)"},
    {"tmp", 0, OPTION_STRING, AT(tmp), 0, 0, "DIR",
	"where that lies, in a file without a name (default: where the "
	"verdict goes, else /var/tmp)"},
    {"only", 0, OPTION_LIST, AT(only), 0, ONLY_MAX, "WHICH",
	"write lines of some alone: dane, of hosts with TLSA records and of "
	"domains that use one, and the manifest counts the others; or "
	"domains=FILE, of the domains in FILE, one a line, and of their "
	"hosts"},
    {"partial", 'p', OPTION_FLAG, AT(partial), 0, 0, NULL,
	"a run that is incomplete (still at work, stopped, killed) is judged "
	"as it is, and that is exit 0; without it exit 1"},
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
    {"quiet", 'q', OPTION_FLAG, AT(quiet), 0, 0, NULL,
	"no status line, which is written on a terminal alone"},
    OPTION_CONFIG_ROW(AT(config)),
    OPTION_HELP_ROW,
};

const struct option_table verify_option_table = {
    .command = "danesweep verify",
    .usage = "RUN... --trust-anchor FILE [options]\n"
	     "--records FILE --trust-anchor FILE --rrsets - [options]",
    .about =
	"Judges the run in the directory RUN, without any network, and writes\n"
	"RUN/verdict: for each mail host and each domain whether its lookups "
	"are\n"
	"secure, which TLSA record matches which certificate, and what a "
	"sender\n"
	"that follows RFC 7672 would do.  What was there before is replaced.\n"
	"Several runs, shards or copies from other machines, are judged as "
	"one.\n",
    .examples =
	"  danesweep verify runs/se --trust-anchor /usr/share/dns/root.ds\n"
	"  danesweep verify runs/2 -t root.ds --history runs/1\n"
	"  danesweep verify runs/shard0 runs/shard1 -t root.ds -o runs/all\n"
	"  danesweep verify runs/com -t root.ds --only dane\n"
	"  zcat runs/se/dns/*.gz |\n"
	"      danesweep verify --records - -t root.ds --rrsets -\n",
    .exit_codes = {"all was judged",
	"a run is incomplete; or some records are damaged, which are named "
	"and left out, or parts not as its manifest says; or the machine "
	"failed",
	"wrong command line, no run or one of another version, an anchor or "
	"roots that cannot be "
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
take_only(const struct verify_line *line, struct verify_options *out)
{
	static const char domains[] = "domains=";
	size_t len = sizeof(domains) - 1;
	for (size_t i = 0; i < line->only.count; i++) {
		const char *which = line->only.at[i];
		bool named = strncmp(which, domains, len) == 0;
		if (named ? out->only_domains != NULL || which[len] == '\0'
			  : out->only_dane || strcmp(which, "dane") != 0)
			log_usage_exit("verify: --only %s: dane, or "
				       "domains=FILE, each once",
			    which);
		if (named)
			out->only_domains = which + len;
		else
			out->only_dane = true;
	}
	if (line->only.count > 0 && out->to_stdout)
		log_usage_exit("verify: with \"--rrsets -\" no verdict is "
			       "written, of which --only tells");
}

/* Several runs have no place of their own for what is made of them. */
static void
take_output(const struct verify_line *line, struct verify_options *out)
{
	out->output = line->output;
	if (line->output != NULL && out->to_stdout)
		log_usage_exit("verify: with \"--rrsets -\" there is nothing "
			       "to write to -o %s",
		    line->output);
	if (line->output != NULL || out->to_stdout)
		return;
	if (out->run_count > 1)
		log_usage_exit("verify: of several runs say with -o DIR where "
			       "the verdict is to be");
	out->output = out->runs[0];
}

static void
take_runs(const struct verify_line *line, struct verify_options *out)
{
	out->records = line->records;
	out->runs = out->line.words.at;
	out->run_count = line->words.count;
	if ((out->records != NULL) == (out->run_count > 0))
		log_usage_exit("verify: name a run directory: "
			       "danesweep verify RUN --trust-anchor FILE");
	if (out->run_count > EVIDENCE_RUNS_MAX)
		log_usage_exit("verify: at most %d runs at a time",
		    (int)EVIDENCE_RUNS_MAX);
	if (out->records != NULL && !out->to_stdout)
		log_usage_exit("verify: --records has no run to write to: "
			       "give \"--rrsets -\"");
	take_output(line, out);
}

/* Where the verdict goes, or is to be made. */
static void
take_tmp(const struct verify_line *line, struct verify_options *out)
{
	static char above[PATH_MAX];
	out->tmp = line->tmp;
	if (line->tmp != NULL)
		return;
	out->tmp = out->output != NULL ? out->output : "/var/tmp";
	if (access(out->tmp, F_OK) == 0 || snprintf(above, sizeof(above), "%s",
					       out->tmp) >= (int)sizeof(above))
		return;
	out->tmp = dirname(above);
}

/* What the words mean. */
static void
take(const struct verify_line *line, struct verify_options *out)
{
	*out = (struct verify_options){
	    .line = *line,
	    .trust_anchor = line->trust_anchor,
	    .threads = (unsigned)line->threads.value,
	    .nsec3_iterations = (unsigned)line->nsec3_iterations.value,
	    .legacy_algorithms = line->legacy_algorithms,
	    .partial = line->partial,
	    .ca_file = line->ca_file,
	    .memo = line->memo,
	    .memory = line->memory.value,
	    .history_count = line->history.count,
	};
	memcpy(out->history, line->history.at,
	    line->history.count * sizeof(line->history.at[0]));
	take_definitions(line->definitions, out);
	out->sha1_insecure = verify_sha1_insecure("verify", line->sha1);
	take_rrsets(line, out);
	take_only(line, out);
	take_runs(line, out);
	take_tmp(line, out);
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

/* Half of what the machine has. */
static uint64_t
default_memory(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), bytes = sysconf(_SC_PAGESIZE);
	uint64_t half =
	    pages > 0 && bytes > 0 ? (uint64_t)pages * (uint64_t)bytes / 2 : 0;
	return half > MEMORY_MIN ? half : MEMORY_MIN;
}

void
verify_options_parse(int argc, char *argv[], struct verify_options *out)
{
	struct verify_line line = {
	    .definitions = "rfc",
	    .sha1 = "secure",
	    .threads = {.value = default_threads()},
	    .memory = {.value = default_memory()},
	    .nsec3_iterations = {.value = NSEC3_ITERATIONS_MAX},
	};
	option_line_parse(&verify_option_table, argc, argv, &line);
	take(&line, out);
}
