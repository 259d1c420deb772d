/* check_options.h - what a person asked of `danesweep check`. */
#ifndef CHECK_OPTIONS_H
#define CHECK_OPTIONS_H

#include <stdbool.h>

#include "base/option_table.h"

enum { CHECK_WORDS_MAX = OPTION_LIST_MAX };

/*
 * Strings are views into argv; those of `names` are the names that were meant,
 * without a URL or a mailbox around them, and live until the next call.
 */
struct check_options {
	struct option_list names;
	const char *trust_anchor;
	const char *root_hints;
	const char *ehlo;
	const char *blocklist, *opt_out;
	struct option_list special; /* ranges that a lab opens */
	const char *keep;
	const char *sha1;           /* as it was given */
	struct option_list history; /* earlier runs and stores */
	bool sha1_insecure;
	bool json;
	bool no_self_check;
	bool no_policies;
	const char *ca_file; /* of policies' servers; NULL: the system's */
	const char *name_file;
	bool hosts;                /* names are mail hosts */
	struct option_number port; /* of them; else 25 */
	const char *sigalgs;       /* as scan has it */
	bool quiet;
	bool v4, v6;
	bool nagios;
	struct option_number warn_days, time_limit_s;
	const char *config;
};

extern const struct option_table check_option_table;

/* As option_line_parse(). */
void check_options_parse(int argc, char *argv[], struct check_options *out);

#endif
