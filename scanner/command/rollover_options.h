/* rollover_options.h - the command line of `danesweep rollover`. */
#ifndef ROLLOVER_OPTIONS_H
#define ROLLOVER_OPTIONS_H

#include <stdbool.h>

#include "base/option_table.h"
#include "common_options.h"
#include "dns/name.h"

enum { ROLLOVER_SAN_MAX = 63 };

enum rollover_verb {
	ROLLOVER_INIT,
	ROLLOVER_RUN,
	ROLLOVER_STATUS,
};

/* Strings are views into argv, or what a file held. */
struct rollover_options {
	struct option_list words;
	const char *config, *dir, *host, *key_type;
	const char *issue, *install, *hook;
	const char *server, *zone, *tsig_key;
	const char *root_hints, *trust_anchor, *ehlo, *adopt;
	struct option_list names, special;
	struct option_number ttl_s, roll_days, renew_days, propagation_s;
	struct option_number look_s, retry_s, limit_s;
	bool daemon, dry_run, emergency, roll, renew, json;
	bool no_self_check, no_ipv6;
	enum rollover_verb verb;
	bool rsa;
	struct dns_name name; /* of `host` */
};

extern const struct option_table rollover_option_table;

/* As option_line_parse(). */
void rollover_options_parse(
    int argc, char *argv[], struct rollover_options *out);

#endif
