/*
 * survey.h - what one look over a whole zone file tells before it is read.
 *
 * A sorted file has its SOA anywhere.  A transfer tool that was cut off tries
 * again and prints the zone once more behind what it had: only the last try
 * counts, and only if the SOA that began it ends it too (RFC 5936 2.2).
 */
#ifndef ZONE_SURVEY_H
#define ZONE_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "entry.h"

enum { ZONE_SOA_MAX = 2 * DNS_NAME_MAX + 20 }; /* bytes of an SOA's RDATA */

/* An SOA, and the number of its entry in the file. */
struct zone_soa {
	uint64_t entry;
	size_t len; /* 0: malformed, equal to none */
	uint8_t rdata[ZONE_SOA_MAX];
};

struct zone_survey {
	bool is_transfer; /* the printout of a tool: tries count */
	bool has_zone;
	struct dns_name zone;          /* the owner of the first SOA */
	struct zone_soa first, second; /* of the last try */
	unsigned soas;                 /* how many of these two there are */
};

/* The text begins as dig's and kdig's transfers do. */
bool zone_is_transfer(const char *text, size_t len);

void zone_survey_init(struct zone_survey *s, bool is_transfer);

/* Each record of class IN, known or not, in the order of the file. */
void zone_survey_note(
    struct zone_survey *s, uint64_t entry, const struct zone_entry *record);

/* The number of the entry from which on the file counts. */
uint64_t zone_survey_begin(const struct zone_survey *s);

/* The last record is an SOA with the RDATA of the first. */
bool zone_survey_is_closed(const struct zone_survey *s);

#endif
