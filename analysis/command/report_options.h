/* report_options.h - the command line of `danesweep report`. */
#ifndef REPORT_OPTIONS_H
#define REPORT_OPTIONS_H

#include <stdbool.h>

#include "base/option_table.h"

struct report_options {
	struct option_list words; /* the run */
	const char *run;
	bool csv;
};

extern const struct option_table report_option_table;

/* As option_table_parse(). */
void report_options_parse(int argc, char *argv[], struct report_options *out);

#endif
