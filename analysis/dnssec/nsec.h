/* nsec.h - the fields of NSEC and NSEC3 (RFC 4034 4.1, RFC 5155 3.2). */
#ifndef NSEC_H
#define NSEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/evidence/rrset.h"
#include "dns/nsec3.h"

struct nsec {
	const struct rrset *rrset; /* it was made of */
	const struct dns_name *owner;
	struct dns_name next;
	struct wire bitmap;
};

struct nsec3 {
	const struct rrset *rrset; /* it was made of */
	struct dns_name zone;      /* the owner without the hash */
	uint8_t hash[NSEC3_HASH_BYTES];
	uint8_t next[NSEC3_HASH_BYTES];
	uint8_t algorithm, flags;
	uint16_t iterations;
	struct wire salt;
	struct wire bitmap;
};

/* Of RRsets with exactly one record.  False: it is malformed. */
bool nsec_parse(const struct rrset *rrset, struct nsec *out);

/* Hash and next are set for NSEC3_SHA1 only. */
bool nsec3_parse(const struct rrset *rrset, struct nsec3 *out);

/* `name` lies strictly between owner and next, the end of the zone included. */
bool nsec_covers(const struct nsec *n, const struct dns_name *name);

/* It may be in a zone: both names are, and only the last one points back. */
bool nsec_is_of_zone(const struct nsec *n, const struct dns_name *zone);

/* RFC 5155 8.2: the records of one proof have the same parameters. */
bool nsec3_same_parameters(const struct nsec3 *a, const struct nsec3 *b);

bool nsec3_covers(const struct nsec3 *n, const uint8_t hash[NSEC3_HASH_BYTES]);

#endif
