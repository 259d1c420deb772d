/*
 * zone_file.h - reads a zone's master file, plain or .gz (RFC 1035 section 5).
 *
 * Takes what `dig AXFR` prints and what CZDS serves: $ORIGIN, $TTL, @, owner
 * left out, class and TTL in any order, parentheses, escapes.  $INCLUDE and
 * $GENERATE are faults.  One pass, no allocation per record.
 */
#ifndef ZONE_FILE_H
#define ZONE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "dns/name.h"
#include "tokens.h"

/* One record; everything pointed at lives for the call only. */
struct zone_rr {
	const struct dns_name *zone;   /* owner of the SOA */
	const struct dns_name *owner;  /* in the zone or not: as written */
	const struct dns_name *origin; /* for zone_name_from_token() */
	uint32_t ttl_s;
	uint16_t type;
	const struct zone_token *rdata;
	unsigned rdata_count;
};

struct zone_sink {
	void *ctx;
	/* NULL, or what is wrong with the record (a static string). */
	const char *(*record)(void *ctx, const struct zone_rr *rr);
};

struct zone_file_count {
	uint64_t records; /* given to the sink */
	uint64_t faults;  /* lines that were not understood */
};

/*
 * Gives each record to the sink.  The first must be the SOA.  0; -errno; or
 * -EINVAL for a fault in the file, and then `why` (set in every failure)
 * names file, line and reason.  `lenient`: faults of lines are counted, the
 * first is put into `why`, and reading goes on; a file without SOA, a broken
 * .gz and a zone transfer by dig that did not come to its end still fail.
 */
MUST_USE int zone_file_read(const char *path, bool lenient,
    const struct zone_sink *sink, struct zone_file_count *count,
    struct text *why);

/*
 * The same for text that is in memory, `last` and all: for tests.  `path`
 * is only for `why`.
 */
MUST_USE int zone_file_read_text(const char *path, const char *text, size_t len,
    bool lenient, const struct zone_sink *sink, struct zone_file_count *count,
    struct text *why);

/* A field that is a domain name: relative to `origin`, or "@". */
bool zone_name_from_token(const struct zone_token *token,
    const struct dns_name *origin, struct dns_name *out);

#endif
