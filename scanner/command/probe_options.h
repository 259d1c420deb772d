/*
 * probe_options.h - what a person asked of `danesweep probe`.
 */
#ifndef PROBE_OPTIONS_H
#define PROBE_OPTIONS_H

#include "common_options.h"
#include "base/option_table.h"

/* Strings are views into argv. */
struct probe_options {
	struct common_options common;
	struct option_list targets; /* prefixes and addresses */
	const char *target_ports;
	const char *list;
	const char *output;
	const char *fields;
	const char *filter;
	const char *metadata;
	const char *status;
	struct option_number rate_pps;
	struct option_number probes;
	const char *max_targets;
	struct option_number max_runtime_s;
	struct option_number max_results;
	struct option_number cooldown_s;
	const char *source_ports;
};

extern const struct option_table probe_option_table;

/* As option_line_parse(). */
void probe_options_parse(int argc, char *argv[], struct probe_options *out);

#endif
