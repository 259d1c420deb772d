/* history_options.h - the command line of `danesweep history`. */
#ifndef HISTORY_OPTIONS_H
#define HISTORY_OPTIONS_H

#include <stdbool.h>

#include "base/option_table.h"

struct progress;

enum history_verb {
	HISTORY_ADD,
	HISTORY_SHOW,
	HISTORY_CHECK,
	HISTORY_VERB_COUNT,
};

struct history_options {
	struct option_list words; /* the verb, the store, runs */
	struct option_number hour;
	const char *kind; /* NULL: as the run is */
	const char *ca_file, *python, *library, *config;
	const char *hosts; /* a file of names; NULL: none */
	bool partial, csv, quiet;
	/* Not options: what is added is not told; who is told how far it is. */
	bool silent;
	struct progress *progress;
	/* What the words are: */
	enum history_verb verb;
	const char *store;
	const char *const *runs;
	size_t run_count;
};

extern const struct option_table history_option_table;

/* As option_line_parse(). */
void history_options_parse(int argc, char *argv[], struct history_options *out);

#endif
