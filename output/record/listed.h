/*
 * listed.h - one listed record of doc/records.md: a mail host that a run of a
 * series looks at again, and what the runs before knew of it.
 */
#ifndef LISTED_RECORD_H
#define LISTED_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "dns/name.h"
#include "reader.h"

/* Pointers are borrowed. */
struct listed_record {
	const struct dns_name *host;
	uint64_t domains;                /* that use it */
	const struct dns_name *next_hop; /* where it is one: that; NULL */
	int64_t seen_ns; /* real time: it last had TLSA, or the lookup failed */
};

/* Appends the record and a newline. */
void listed_record_add(struct text *line, const struct listed_record *r);

/*
 * Reads a line, with or without its newline.  False:
 * record_reader_fault() says what is wrong.
 */
bool listed_record_read(struct record_reader *r, const char *line, size_t len,
    struct listed_record *out);

#endif
