/*
 * denial_set.h - the NSEC and NSEC3 records of one reply that are to prove
 * that something is absent, and what a proof may make of them.
 *
 * Their signatures were verified already.
 */
#ifndef DENIAL_SET_H
#define DENIAL_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
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

struct denial_set {
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

void denial_set_init(
    struct denial_set *d, const struct dns_name *zone, unsigned iterations_max);

/* Adds a verified NSEC or NSEC3 RRset; malformed ones are left out. */
void denial_set_add(
    struct denial_set *d, struct arena *arena, const struct rrset *rrset);

/*
 * A record at the name itself: does its bitmap deny the type?  Sets the
 * fields of the last proof.
 */
enum denial_verdict denial_set_bitmap(
    struct denial_set *d, struct wire bitmap, bool at_root, uint16_t type);

/* RFC 6840 4.1: one at a cut or a DNAME above a name says nothing of it. */
bool denial_speaks_below(struct wire bitmap);

/* The wildcard below the ancestor of `labels` labels; false: too long. */
bool denial_wildcard_name(
    const struct dns_name *name, unsigned labels, struct dns_name *out);

#endif
