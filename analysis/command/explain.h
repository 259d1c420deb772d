/*
 * explain.h - a run of a few domains, judged and explained to people or as
 * verdict records: what `danesweep check` prints.
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct explain_config {
	const char *run;      /* a run directory */
	const char *policies; /* a file of policy_file records; NULL: none */
	const char *trust_anchor; /* a file */
	const char *const *names; /* domains of that run, or mail hosts */
	size_t count;
	const char *const *history; /* earlier runs and stores */
	size_t history_count;       /* HISTORY_RUNS_MAX at most */
	bool over_ipv6;             /* the run sent nothing over IPv4 */
	bool hosts;                 /* `names` are mail hosts */
	bool nagios;                /* one line, as a Nagios plugin */
	bool colour;                /* text for a terminal */
	unsigned warn_days;         /* what ends sooner is a warning */
	bool json;          /* verdict records (doc/records.md), not text */
	bool sha1_insecure; /* as --sha1 insecure of verify */
};

enum { EXPLAIN_COLUMNS = 80 };

/*
 * Prints to standard output.  With `nagios` it gives an enum summary_state.
 * Else 0: a sender would deliver authenticated to each of the names; 1: not
 * so; 2: something cannot be read, and it was said.
 */
int explain_run(const struct explain_config *config);

#endif
