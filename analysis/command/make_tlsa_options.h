/* make_tlsa_options.h - the command line of `danesweep tlsa`. */
#ifndef MAKE_TLSA_OPTIONS_H
#define MAKE_TLSA_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "analysis/dane/tlsa.h"
#include "base/option_table.h"
#include "dns/name.h"
#include "tlsa_server.h"

enum { MAKE_TLSA_MAX = 16, SERVER_TEXT_MAX = 256 };

enum tlsa_format {
	TLSA_FORMAT_ZONE,
	TLSA_FORMAT_NSUPDATE,
	TLSA_FORMAT_GENERIC, /* RFC 3597 */
	TLSA_FORMAT_JSON,
	TLSA_FORMAT_DATA,
};

/* Strings are views into argv; `server` has some of this struct. */
struct make_tlsa_options {
	struct option_list words, records;
	const char *host, *format_word, *connect, *starttls, *sigalgs, *config;
	struct option_number port, ttl, depth;
	const char *source; /* of --connect what was given there */
	char server_host[SERVER_TEXT_MAX]; /* "": a file is read */
	struct tlsa_server server;
	char sni[SERVER_TEXT_MAX];
	bool both;                         /* its two certificates */
	struct tlsa fields[MAKE_TLSA_MAX]; /* without data */
	size_t field_count;
	enum tlsa_format format;
	struct dns_name owner; /* where `host` is not NULL */
};

extern const struct option_table make_tlsa_option_table;

/* As option_line_parse(). */
void make_tlsa_options_parse(
    int argc, char *argv[], struct make_tlsa_options *out);

#endif
