#include "verify_options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "output/ordered_lines.h"
#include "base/time_text.h"
#include "analysis/dnssec/validator.h"

static const char help_text[] =
    "usage: danesweep verify RUN --trust-anchor FILE [options]\n"
    "       danesweep verify --records FILE --trust-anchor FILE --rrsets -\n"
    "\n"
    "Judges the run in the directory RUN, without any network, and writes\n"
    "RUN/verdict: for each mail host and each domain whether its lookups are\n"
    "secure, which TLSA record matches which certificate, and what a sender\n"
    "that follows RFC 7672 would do.  What was there before is replaced.\n"
    "\n"
    "  -t, --trust-anchor FILE  DS or DNSKEY records of the root (or of any\n"
    "                           zone), one a line, as in a zone file:\n"
    "                           . IN DS 20326 8 2 E06D44B8...\n"
    "  -a, --at TIME            judge signatures and certificates as of this\n"
    "                           time (2026-11-23T09:00:00Z), and not as of\n"
    "                           when each record was received\n"
    "  -s, --rrsets [-]         write RUN/rrset as well: the DNSSEC state of\n"
    "                           every question of the run; with \"-\" to\n"
    "                           standard output, and no RUN/verdict\n"
    "  -i, --records FILE       not a run but loose dns records, NDJSON,\n"
    "                           plain or gzip, in any order; \"-\" is "
    "standard\n"
    "                           input; all are evidence for each other\n"
    "  -d, --definitions WHICH  what \"study\" is to mean: rfc (the rules, as "
    "a\n"
    "                           sender has them) or paper (as the code of the\n"
    "                           USENIX study has them)\n"
    "  -f, --ca-file FILE       roots for usages 0 and 1 of \"paper\", PEM; "
    "else\n"
    "                           those of the machine\n"
    "  -H, --history DIR        an earlier run: a TLSA record that means what\n"
    "                           its host sent then is \"outdated\"; repeat,\n"
    "                           the oldest first\n"
    "  -l, --legacy-algorithms  RSA/MD5 and DSA validate, too: old test data\n"
    "  -n, --nsec3-iterations N more are insecure (RFC 9276); else 150\n"
    "  -T, --threads N          threads that judge; else one a processor\n"
    "  -h, --help               this text\n"
    "\n"
    "Damaged records of a run are named on standard error and left out.\n"
    "Exit code: 0, 1 with damaged records or a failure of the machine,\n"
    "2 for a wrong command line or a malformed line of --records.\n";

static const struct option longs[] = {
    {"trust-anchor", required_argument, NULL, 't'},
    {"at", required_argument, NULL, 'a'},
    {"rrsets", optional_argument, NULL, 's'},
    {"records", required_argument, NULL, 'i'},
    {"definitions", required_argument, NULL, 'd'},
    {"ca-file", required_argument, NULL, 'f'},
    {"history", required_argument, NULL, 'H'},
    {"legacy-algorithms", no_argument, NULL, 'l'},
    {"nsec3-iterations", required_argument, NULL, 'n'},
    {"threads", required_argument, NULL, 'T'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

/* "--rrsets -" as well as "--rrsets=-". */
static bool
take_rrsets(int argc, char *argv[], struct verify_options *o)
{
	const char *where = optarg;
	if (where == NULL && optind < argc && strcmp(argv[optind], "-") == 0)
		where = argv[optind++];
	o->rrsets = true;
	o->to_stdout = where != NULL;
	if (where == NULL || strcmp(where, "-") == 0)
		return true;
	log_line("verify: --rrsets %s: only \"-\", standard output, can be "
		 "named; without it they go to RUN/rrset",
	    where);
	return false;
}

static bool
take_number(const char *option, unsigned min, unsigned max, unsigned *out)
{
	char *end;
	unsigned long n = strtoul(optarg, &end, 10);
	if (*optarg >= '0' && *optarg <= '9' && *end == 0 && n >= min &&
	    n <= max) {
		*out = (unsigned)n;
		return true;
	}
	log_line("verify: --%s %s: a number from %u to %u", option, optarg, min,
	    max);
	return false;
}

static bool
take_definitions(struct verify_options *o)
{
	o->paper = strcmp(optarg, "paper") == 0;
	if (o->paper || strcmp(optarg, "rfc") == 0)
		return true;
	log_line("verify: --definitions %s: rfc or paper", optarg);
	return false;
}

static bool
take_history(struct verify_options *o)
{
	if (o->history_count < HISTORY_RUNS_MAX) {
		o->history[o->history_count++] = optarg;
		return true;
	}
	log_line("verify: --history: more than %d runs", HISTORY_RUNS_MAX);
	return false;
}

static bool
take(int letter, int argc, char *argv[], struct verify_options *o)
{
	switch (letter) {
	case 't':
		o->trust_anchor = optarg;
		return true;
	case 'i':
		o->records = optarg;
		return true;
	case 'd':
		return take_definitions(o);
	case 'f':
		o->ca_file = optarg;
		return true;
	case 'H':
		return take_history(o);
	case 's':
		return take_rrsets(argc, argv, o);
	case 'T':
		return take_number(
		    "threads", 1, ORDERED_LINES_THREADS_MAX, &o->threads);
	case 'n':
		return take_number(
		    "nsec3-iterations", 0, UINT16_MAX, &o->nsec3_iterations);
	case 'l':
		o->legacy_algorithms = true;
		return true;
	case 'a':
		if (time_text_parse(optarg, &o->at_ns))
			return true;
		log_line("verify: --at %s: write the time as "
			 "2026-11-23T09:00:00Z",
		    optarg);
		return false;
	default:
		log_line("verify: %s: no such option, or its value is "
			 "missing; see danesweep verify --help",
		    argv[optind - 1]);
		return false;
	}
}

static bool
check(int argc, char *argv[], struct verify_options *o)
{
	int left = argc - optind;
	if (o->records == NULL && left == 1) {
		o->run = argv[optind];
	} else if (o->records == NULL || left > 0) {
		log_line("verify: name one run directory: "
			 "danesweep verify RUN --trust-anchor FILE");
		return false;
	}
	if (o->records != NULL && !o->to_stdout) {
		log_line("verify: --records has no run to write to: give "
			 "\"--rrsets -\"");
		return false;
	}
	if (o->trust_anchor == NULL)
		log_line("verify: give the root's DS records with "
			 "--trust-anchor FILE");
	return o->trust_anchor != NULL;
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

int
verify_options_parse(int argc, char *argv[], struct verify_options *out)
{
	int letter;
	*out = (struct verify_options){
	    .threads = default_threads(),
	    .nsec3_iterations = NSEC3_ITERATIONS_MAX,
	};
	optind = 0; /* main may have parsed before */
	opterr = 0;
	while ((letter = getopt_long(
		    argc, argv, "t:a:s::i:d:f:H:ln:T:h", longs, NULL)) != -1) {
		if (letter == 'h') {
			fputs(help_text, stdout);
			return 1;
		}
		if (!take(letter, argc, argv, out))
			return 2;
	}
	return check(argc, argv, out) ? 0 : 2;
}
