/*
 * report.h - the study's Table 1 and the reasons for failures, counted from
 * verdicts.
 */
#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"
#include "dns/name_map.h"
#include "output/record/reader.h"
#include "output/record/reason.h"
#include "output/record/twins.h"

/* Hosts and domains of one kind. */
struct report_pair {
	uint64_t hosts, domains;
};

/*
 * One row of Table 1.  Of those with TLSA some are unknown: nobody spoke to
 * their server, or what was seen proves nothing.  They leave numerator and
 * denominator of a share.
 */
struct report_zone {
	uint64_t domains, with_mx, with_tlsa, unknown, incorrect;
	/* MX hosts with TLSA that it uses. */
	uint64_t hosts, hosts_unknown, hosts_incorrect;
};

struct report {
	struct arena *arena;
	struct record_reader reader;
	struct name_map zones;    /* struct report_zone; type 0 */
	struct name_map hosts;    /* hosts with TLSA; type 0 */
	struct name_map uses;     /* (host, zone) counted once */
	bool several;             /* set before: verdicts of several runs */
	struct name_map domains;  /* of several: that were counted; type 0 */
	struct report_zone total; /* each host once */
	uint64_t host_reasons[REASON_COUNT];
	uint64_t domain_reasons[REASON_COUNT];
	/* R24, RFC 9905: of those with TLSA, and of these the correct ones,
	 * which are incorrect where SHA-1 is insecure. */
	struct report_pair sha1, sha1_valid;
	/* Addresses of hosts with TLSA: by a session of the host, or by that
	 * of another host at the address. */
	uint64_t addresses_own, addresses_same;
	uint64_t addresses_read;     /* among both: no more than the chain */
	uint64_t twins[TWINS_COUNT]; /* hosts with TLSA and two certificates */
};

void report_init(struct report *r, struct arena *arena);
void report_fini(struct report *r);

/* Counts domains without TLSA records of a host, whose lines are not there. */
void report_add_left_out(struct report *r, const struct dns_name *zone,
    bool with_mx, uint64_t domains);

/*
 * Counts one verdict, a line without its newline; all hosts come before all
 * domains that use them.  Of a host or domain that comes again, as of several
 * runs, the first counts.  NULL, or what is wrong with it, a view until the
 * next call.
 */
const char *report_add(struct report *r, const char *line, size_t len);

/* Aligned tables for people. */
void report_write_text(const struct report *r, struct text *out);

/* The same as CSV, each by itself: counts, and no row that is a sum of others
 * but REPORT_TOTAL, where each host counts once. */
enum report_table {
	REPORT_TLD,
	REPORT_TOTAL,
	REPORT_REASON,
	REPORT_SHA1,
	REPORT_SESSION,
	REPORT_TWINS,
	REPORT_TABLE_COUNT,
};

extern const char *const report_table_names[REPORT_TABLE_COUNT];

/* With its header; no cell begins with what a spreadsheet takes for a formula.
 */
void report_write_csv(
    const struct report *r, enum report_table table, struct text *out);

#endif
