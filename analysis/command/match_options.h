/* match_options.h - the command line of `danesweep match`. */
#ifndef MATCH_OPTIONS_H
#define MATCH_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/option_table.h"

enum { MATCH_RECORDS_MAX = 64 };

/* Strings are views into argv. */
struct match_options {
	struct option_list records;
	struct option_list reference_ids;
	bool json;
	const char *chain, *ca_file;
	const char *name;
	const char *config;
	const char *at; /* NULL: now */
	int64_t at_ns;
	bool pkix;
};

extern const struct option_table match_option_table;

/* As option_line_parse(). */
void match_options_parse(int argc, char *argv[], struct match_options *out);

#endif
