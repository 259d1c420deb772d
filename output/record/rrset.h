/* rrset.h - one rrset record of doc/records.md: a question's DNSSEC state. */
#ifndef RRSET_RECORD_H
#define RRSET_RECORD_H

#include <stdint.h>

#include "base/text.h"
#include "reader.h"
#include "reason.h"

struct rrset_record {
	const char *run_id; /* whose record it is of; NULL */
	const struct dns_name *name;
	uint16_t type;
	struct dnssec_state state;
	int64_t rx_ns; /* when the last of its replies came; 0: none did */
};

/* Appends the record and a newline. */
void rrset_record_add(struct text *line, const struct rrset_record *q);

/*
 * Reads a line, with or without its newline.  False:
 * record_reader_fault() says what is wrong.
 */
bool rrset_record_read(struct record_reader *r, const char *line, size_t len,
    struct rrset_record *out);

#endif
