/*
 * scan_options.h - what a person asked of `danesweep scan`.
 */
#ifndef SCAN_OPTIONS_H
#define SCAN_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "common_options.h"
#include "base/option_table.h"

/* Strings are views into argv. */
struct scan_options {
	struct common_options common;
	struct option_list zones;
	const char *zone_diff; /* an earlier file of the zone; NULL: none */
	const char *domains;
	const char *hosts;
	struct option_list from; /* run directories */
	const char *root_hints;
	const char *output_dir; /* NULL: nowhere (dry run); "-": a stream */
	const char *resume;     /* a run directory; NULL: a new run */
	const char *stages;
	const char *types; /* NULL: MX alone */
	bool policies, all_policies;
	bool reach;               /* how mail hosts and domains are reached */
	const char *trust_anchor; /* NULL: none, and no stage `again` */
	bool every_server; /* stage `again` asks all for what a host has */
	struct option_number rate_pps;
	struct option_number server_rate_qps;
	const char *server_rates; /* a file; NULL: none */
	struct option_number probes;
	struct option_number cooldown_s;
	const char *source_ports;
	bool lenient;
	bool implicit_mx;
	bool smtp_all; /* as `--smtp all` */
	const char *smtp;
	struct option_number smtp_port;
	struct option_number service;
	const char *tls;        /* "full" or "cert" */
	const char *tls_groups; /* NULL: those of tls_offer.h */
	struct option_number workers;
	struct option_number max_sessions;
	const char *sigalgs;
	struct option_number prefix_sessions, operator_sessions;
	const char *ehlo;
	const char *vantage; /* NULL: not said */
	bool no_self_check, need_roots;
	bool estimate; /* nothing else is done */
};

extern const struct option_table scan_option_table;

/*
 * As option_line_parse().  With --resume only what a person says of a run that
 * goes on is known by then: scan_resume_open() has the rest.
 */
void scan_options_parse(int argc, char *argv[], struct scan_options *out);

/* No session is held: ports are open, or not. */
bool scan_options_is_syn(const struct scan_options *o);

/* Twin certificates have a session each. */
bool scan_options_is_twins(const struct scan_options *o);

/* Every MX host, not only those with TLSA records. */
bool scan_options_is_all(const struct scan_options *o);

/* There is no run directory. */
bool scan_options_has_stream(const struct scan_options *o);

/* The same where what the manifest has stands before it in argv. */
void scan_options_parse_whole(int argc, char *argv[], struct scan_options *out);

#endif
