/*
 * file.h - reads a zone's master file, plain or .gz (RFC 1035 section 5).
 *
 * Takes what `dig AXFR` and `kdig AXFR` print, what CZDS serves, what name
 * servers write: $ORIGIN, $TTL, @, owner left out, class and TTL in any order,
 * parentheses, escapes, U-labels.  $INCLUDE and $GENERATE are faults.  No
 * allocation per record; one pass, or two where the SOA is not first or where
 * a transfer's tries have to be told apart (survey.h).
 */
#ifndef ZONE_FILE_H
#define ZONE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "dns/name.h"
#include "entry.h"

struct zone_source {
	const char *path;              /* "-": standard input */
	const struct dns_name *origin; /* of relative names; NULL: not known */
	bool lenient;                  /* see zone_file_read() */
	uint64_t text_max;             /* bytes, unpacked; 0: any number */
};

struct zone_sink {
	void *ctx;
	/* NULL, or what is wrong with the record (a static string). */
	const char *(*record)(void *ctx, const struct zone_rr *rr);
};

enum { ZONE_WORD_MAX = 16 };

struct zone_file_count {
	uint64_t records; /* given to the sink */
	uint64_t faults;  /* lines that were not understood */
	uint64_t
	    other_class;     /* records passed over: of another class than IN */
	uint64_t other_type; /* of a type that is not known here */
	char word[ZONE_WORD_MAX + 1]; /* the first such type */
	/* Malformed signatures: no delegation is lost with one. */
	uint64_t bad_signatures; /* by delegations_read() */
	struct dns_name zone;    /* the owner of the SOA */
	bool has_serial;         /* the SOA is not malformed */
	uint32_t serial;
	bool closing_soa; /* the last record is an SOA like the first */
};

/*
 * Gives each record of class IN to the sink.  0; -errno, of which -EMEDIUMTYPE
 * is a file of another packer; or -EINVAL for a fault in the file.  Then `why`
 * (set in every failure) names file, line and reason.  `lenient`: faults of
 * lines are counted, the first is put into `why`, and reading goes on; a file
 * without SOA, a packed or broken one, and a zone transfer that did not come to
 * its closing SOA still fail.  Of a transfer that was tried several times the
 * last try is given.
 */
MUST_USE int zone_file_read(const struct zone_source *source,
    const struct zone_sink *sink, struct zone_file_count *count,
    struct text *why);

/* The same for text that is in memory: for tests.  The path is only a name. */
MUST_USE int zone_file_read_text(const struct zone_source *source,
    const char *text, size_t len, const struct zone_sink *sink,
    struct zone_file_count *count, struct text *why);

/* What was not taken of a file that was read, as one line; or nothing. */
void zone_file_tell_passed(const struct zone_source *source,
    const struct zone_file_count *count, struct text *why);

#endif
