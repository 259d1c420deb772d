/* verify_options.h - the command line of `danesweep verify`. */
#ifndef VERIFY_OPTIONS_H
#define VERIFY_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/verdict/cert_history.h"
#include "base/option_table.h"

struct progress;

/* The words as they were typed. */
struct verify_line {
	struct option_list words; /* the run */
	const char *trust_anchor, *at, *records, *definitions, *ca_file, *sha1;
	const char *output, *config, *memo, *tmp;
	struct option_place rrsets;
	struct option_list history, only;
	struct option_number threads, nsec3_iterations, memory;
	bool legacy_algorithms, partial, quiet;
};

struct verify_options {
	struct verify_line line;  /* for the manifest */
	const char *const *runs;  /* directories, which are judged as one */
	size_t run_count;         /* 0: `records` */
	const char *output;       /* where verdict/ is to be; NULL: nowhere */
	const char *records;      /* a file of loose dns records, "-": stdin */
	const char *trust_anchor; /* a file */
	unsigned threads;
	unsigned nsec3_iterations; /* more are insecure (R20) */
	bool partial;              /* a run that is incomplete is good enough */
	bool legacy_algorithms;
	bool sha1_insecure;  /* --sha1 insecure (R24) */
	bool paper;          /* --definitions paper */
	const char *ca_file; /* roots for it; NULL: the machine's */
	const char *history[HISTORY_RUNS_MAX];
	size_t history_count;
	bool only_dane;           /* --only dane */
	const char *only_domains; /* --only domains=: a file; NULL: all */
	const char *memo;         /* a file of good signatures; NULL: none */
	uint64_t memory;          /* bytes that all of it may take */
	const char *tmp;          /* a folder for what does not fit */
	int64_t at_ns;            /* 0: when each record was received */
	bool rrsets;              /* judge every question, too ... */
	bool to_stdout;           /* ... on standard output */
	bool dialogues;           /* keep what mail servers said (evidence.h) */
	struct progress *progress; /* borrowed; NULL: nobody looks */
};

extern const struct option_table verify_option_table;

/* As option_line_parse(). */
void verify_options_parse(int argc, char *argv[], struct verify_options *out);

/* What `--sha1 which` of this command means; another word ends the process. */
bool verify_sha1_insecure(const char *command, const char *which);

#endif
