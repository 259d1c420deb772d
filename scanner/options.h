/*
 * options.h - what a person asked of `danesweep scan`.
 *
 * One table feeds parsing, --help and the test that the manual names each.
 * Letters are ZMap's where the meaning is the same.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/macros.h"

enum { OPTION_LIST_MAX = 64 };

struct option_list {
	const char *at[OPTION_LIST_MAX];
	size_t count;
};

/* Strings are views into argv. */
struct scan_options {
	struct option_list zones;
	const char *domains;
	const char *hosts;
	const char *root_hints;
	const char *output_dir;
	const char *stages;
	uint64_t rate_pps;
	uint64_t bandwidth_bps; /* 0: no bound */
	uint64_t server_rate_qps;
	uint64_t probes;
	uint64_t cooldown_s;
	const char *interface;
	const char *gateway_mac;
	struct option_list source_ips;
	const char *source_ports;
	uint64_t seed;
	bool seed_given;
	uint64_t shards, shard;
	const char *blocklist;
	const char *allowlist;
	bool lenient;
	bool implicit_mx;
	bool smtp_all;
	uint64_t workers;
	uint64_t max_sessions;
	const char *ehlo;
	const char *contact;
	bool allowed;
	bool quiet;
	bool help;
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
