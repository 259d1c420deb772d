/* report_options.h - the command line of `danesweep report`. */
#ifndef REPORT_OPTIONS_H
#define REPORT_OPTIONS_H

#include <stdbool.h>

#include "base/option_table.h"

struct progress;

struct report_options {
	struct option_list words; /* directories with a verdict, or a store */
	const char *csv;          /* a directory, a file a table; NULL: text */
	const char *config;
	bool quiet;   /* no status line */
	bool partial; /* a run that is incomplete is good enough */
	/* Of a store, which runs become for it: */
	const char *html, *at;          /* a file, a day */
	const char *contacts, *letters; /* a file, a directory; NULL: none */
	const char *soa;                /* a run; NULL: none */
	const char *definitions;        /* "rfc" or "paper"; NULL: rfc */
	const char *popularity;         /* a store or a run; NULL: its own */
	const char *ca_list;            /* a file; NULL: what is installed */
	bool anonymous;
	const char *python, *library;
	struct progress *progress; /* not an option: who is told */
};

extern const struct option_table report_option_table;

/* As option_line_parse(). */
void report_options_parse(int argc, char *argv[], struct report_options *out);

#endif
