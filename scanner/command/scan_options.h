/*
 * scan_options.h - what a person asked of `danesweep scan`.
 */
#ifndef SCAN_OPTIONS_H
#define SCAN_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/macros.h"
#include "common_options.h"
#include "base/option_table.h"

/* Strings are views into argv. */
struct scan_options {
	struct common_options common;
	struct option_list zones;
	const char *domains;
	const char *hosts;
	const char *root_hints;
	const char *output_dir;
	const char *stages;
	struct option_number rate_pps;
	struct option_number server_rate_qps;
	struct option_number probes;
	struct option_number cooldown_s;
	const char *source_ports;
	bool lenient;
	bool implicit_mx;
	bool smtp_all;
	struct option_number workers;
	struct option_number max_sessions;
	const char *ehlo;
};

/*
 * Parses; argv[0] is the command's name.  A mistake is said in one line and
 * ends the program with 2: nothing has been touched by then.
 */
void scan_options_parse(int argc, char *argv[], struct scan_options *out);
void scan_options_help(FILE *to);

/* The long name of option `i`, or NULL after the last: for the tests. */
const char *scan_option_name(size_t i);

#endif
