/*
 * probe_options.h - what a person asked of `danesweep probe`.
 */
#ifndef PROBE_OPTIONS_H
#define PROBE_OPTIONS_H

#include "option_table.h"

/* Strings are views into argv. */
struct probe_options {
	struct option_list targets; /* prefixes and addresses */
	const char *target_ports;
	const char *list;
	const char *output;
	const char *fields;
	const char *filter;
	const char *metadata;
	const char *status;
	struct option_number rate_pps;
	struct option_number bandwidth_bps;
	struct option_number probes;
	const char *max_targets;
	struct option_number max_runtime_s;
	struct option_number max_results;
	struct option_number cooldown_s;
	struct option_number seed;
	struct option_number shards, shard;
	const char *link;
	bool dry_run;
	const char *replay;
	const char *user;
	const char *interface;
	const char *gateway_mac;
	struct option_list source_ips;
	const char *source_ports;
	const char *blocklist;
	const char *allowlist;
	const char *contact;
	bool allowed;
	bool quiet;
	bool help;
};

/* As option_table_parse(). */
void probe_options_parse(int argc, char *argv[], struct probe_options *out);
void probe_options_help(FILE *to);

/* The long name of option `i`, or NULL after the last: for the tests. */
const char *probe_option_name(size_t i);

#endif
