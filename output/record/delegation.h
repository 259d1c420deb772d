/*
 * delegation.h - one delegation record of doc/records.md: what the zone file
 * says of one domain, or what its parent's servers said.
 */
#ifndef DELEGATION_RECORD_H
#define DELEGATION_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/addr.h"
#include "base/text.h"
#include "dns/name.h"
#include "reader.h"

struct delegation_record_glue {
	const struct dns_name *name;
	const struct addr *ip;
};

/* Who said it. */
enum delegation_source {
	DELEGATION_ZONE_FILE, /* the key is left out */
	DELEGATION_REFERRAL,  /* a server of the parent */
	DELEGATION_CHILD, /* a server of both, in an answer of the child's */
	DELEGATION_SOURCE_COUNT,
};

/* Pointers are borrowed.  DS records and RRSIGs are in presentation form. */
struct delegation_record {
	const struct dns_name *domain;
	const struct dns_name *zone;
	enum delegation_source source;
	const struct dns_name *const *ns;
	size_t ns_count;
	const char *const *ds;
	size_t ds_count; /* of these three: 0, and the key is left out */
	const char *const *ds_rrsig;
	size_t ds_rrsig_count;
	const struct delegation_record_glue *glue;
	size_t glue_count;
};

/* Appends the record and a newline. */
void delegation_record_add(
    struct text *line, const struct delegation_record *d);

/*
 * Reads a line, with or without its newline.  False:
 * record_reader_fault() says what is wrong.
 */
bool delegation_record_read(struct record_reader *r, const char *line,
    size_t len, struct delegation_record *out);

#endif
