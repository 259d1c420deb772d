/*
 * common_options.h - the options that every command which sends has.
 */
#ifndef COMMON_OPTIONS_H
#define COMMON_OPTIONS_H

#include "scanner/engine/blocklist.h"
#include "base/option_table.h"

/* Strings are views into argv. */
struct common_options {
	struct option_number bandwidth_bps;
	struct option_number seed;
	struct option_number shards, shard;
	const char *blocklist, *allowlist, *opt_out;
	struct option_list special; /* ranges that a lab opens */
	const char *link;
	bool dry_run;
	const char *replay;
	const char *interface, *gateway_mac;
	struct option_list source_ips;
	const char *user;
	const char *contact;
	bool allowed;
	bool quiet;
	const char *config;
};

enum { COMMON_OPTIONS = 20, COMMON_SPECIAL_MAX = 16 };

extern const struct option_row common_option_rows[COMMON_OPTIONS];
extern const struct common_options common_option_defaults;

/* Ends the program with 2 where one does not fit another. */
void common_options_check(const struct common_options *o);

/* 0, or -EINVAL with one line in `why`: who scans is not said. */
MUST_USE int common_options_check_conduct(
    const struct common_options *o, struct text *why);

/* The rate to keep to: a bandwidth alone is bound enough, as in ZMap. */
uint64_t common_options_rate(
    const struct common_options *o, const struct option_number *rate_pps);

/* The seed that was given, or a random one.  0 or -errno. */
MUST_USE int common_options_seed(const struct common_options *o, uint64_t *out);

/* Block and allow list, and opt-outs.  0, or -errno with one line in `why`. */
MUST_USE int common_options_blocklist(
    const struct common_options *o, struct blocklist **out, struct text *why);

#endif
