/* zone_options.h - the command line of `danesweep zone`. */
#ifndef ZONE_OPTIONS_H
#define ZONE_OPTIONS_H

#include <stdbool.h>

#include "base/option_table.h"
#include "dns/tsig_key.h"
#include "resolver/transfer/socket.h"
#include "resolver/transfer/source.h"

enum zone_verb {
	ZONE_GET,
	ZONE_DIFF,
};

enum { ZONE_SOURCES_MAX = 64 };

/* Strings are views into argv, or what a file held. */
struct zone_options {
	struct option_list words; /* the verb, then URLs, or two files */
	struct option_list zones; /* more URLs */
	const char *config, *output, *tsig_file, *ca_file;
	const char *czds_login, *czds_account, *czds_api;
	struct option_number keep, tries, pause_s, idle_s, limit_s, max_bytes;
	bool force;
	enum zone_verb verb;
	struct transfer_source sources[ZONE_SOURCES_MAX];
	size_t source_count;
	bool has_key;
	struct tsig_key key; /* of `tsig_file` */
};

extern const struct option_table zone_option_table;

/* As option_line_parse(). */
void zone_options_parse(int argc, char *argv[], struct zone_options *out);

/* Of a transfer, or of one reply over HTTPS. */
struct transfer_limits zone_options_limits(const struct zone_options *o);

#endif
