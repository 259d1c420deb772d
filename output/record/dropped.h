/*
 * dropped.h - one dropped record of doc/records.md: a mail host that a series
 * of runs looks at no more.
 */
#ifndef DROPPED_RECORD_H
#define DROPPED_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "dns/name.h"
#include "reader.h"

enum dropped_reason {
	DROPPED_NO_TLSA,   /* it has none for so long */
	DROPPED_NOT_ASKED, /* nobody looked for so long */
	DROPPED_REASON_COUNT,
};

/* Pointers are borrowed. */
struct dropped_record {
	const struct dns_name *host;
	enum dropped_reason reason;
	int64_t seen_ns; /* as of a listed record */
};

/* Appends the record and a newline. */
void dropped_record_add(struct text *line, const struct dropped_record *r);

/*
 * Reads a line, with or without its newline.  False:
 * record_reader_fault() says what is wrong.
 */
bool dropped_record_read(struct record_reader *r, const char *line, size_t len,
    struct dropped_record *out);

#endif
