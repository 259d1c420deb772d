/*
 * denial.h - do these NSEC or NSEC3 records prove that something is absent?
 *
 * Works on records whose signatures were verified already.  RFC 4035 5.4,
 * RFC 5155 8, RFC 6840 4, RFC 9824; R18, R20, R21.
 */
#ifndef DENIAL_H
#define DENIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/evidence/arena.h"
#include "nsec.h"

/*
 * A proof may cost as many rounds of SHA-1 as so many hashes with the most
 * iterations that are allowed (R21).  With no iterations, as RFC 9276 wants
 * it, a name may be as deep as names get.
 */
enum { NSEC3_HASHES_MAX = 8 };

enum denial_verdict {
	DENIAL_PROVEN,
	DENIAL_OPT_OUT,    /* an opt-out span: the name may exist, unsigned */
	DENIAL_MISSING,    /* no record at all */
	DENIAL_WRONG,      /* records, which do not prove it */
	DENIAL_ITERATIONS, /* NSEC3 over the limit (R20): insecure */
	DENIAL_TOO_MUCH,   /* over NSEC3_HASHES_MAX */
};

struct denial {
	const struct dns_name *zone; /* all records are of this zone */
	struct nsec *nsecs;
	size_t nsec_count;
	struct nsec3 *nsec3s; /* all with the parameters of the first */
	size_t nsec3_count;
	unsigned iterations;     /* of the NSEC3s */
	unsigned iterations_max; /* more is DENIAL_ITERATIONS */
	unsigned rounds;         /* of SHA-1, so far */

	/* Of the last proof: */
	bool delegation; /* the very name has NS and no SOA: a zone cut */
	bool no_name;    /* NXNAME, or an NXDOMAIN proof */
};

void denial_init(
    struct denial *d, const struct dns_name *zone, unsigned iterations_max);

/* Adds a verified NSEC or NSEC3 RRset; malformed ones are left out. */
void denial_add(
    struct denial *d, struct arena *arena, const struct rrset *rrset);

/* There is no such type at this name (or no such name). */
enum denial_verdict denial_nodata(
    struct denial *d, const struct dns_name *name, uint16_t type);

/* There is no such name. */
enum denial_verdict denial_nxdomain(
    struct denial *d, const struct dns_name *name);

/*
 * Nothing is closer to `name` than the wildcard below its ancestor of
 * `labels` labels, so that wildcard was rightly expanded.
 */
enum denial_verdict denial_wildcard(
    struct denial *d, const struct dns_name *name, unsigned labels);

#endif
