/*
 * denial_set.h - the NSEC and NSEC3 records of one reply that are to prove
 * that something is absent, and what a proof has made of them.
 *
 * Records are put in as they came, verified or not.  A proof marks those that
 * it used; they have to be verified, and taken out where they fail, and the
 * proof is then tried again with the rest.  So only what a proof uses counts
 * (R27): another zone's records, one too many, or a stranger's, do not.
 */
#ifndef DENIAL_SET_H
#define DENIAL_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "nsec.h"

enum {
	/*
	 * A proof may cost as many rounds of SHA-1 as so many hashes with the
	 * most iterations that are allowed (R21).  With no iterations, as RFC
	 * 9276 wants it, a name may be as deep as names get.
	 */
	NSEC3_HASHES_MAX = 8,
	/* Sets of NSEC3 parameters that are tried; a signed zone has one. */
	NSEC3_GROUPS_MAX = 4,
};

enum denial_verdict {
	DENIAL_PROVEN,
	DENIAL_OPT_OUT,    /* an opt-out span: the name may exist, unsigned */
	DENIAL_MISSING,    /* no record at all */
	DENIAL_WRONG,      /* records, which do not prove it */
	DENIAL_ITERATIONS, /* NSEC3 over the limit (R20): insecure */
	DENIAL_TOO_MUCH,   /* over NSEC3_HASHES_MAX */
};

/* A record, and what a proof has to do with it. */
struct denial_nsec {
	struct nsec nsec;
	bool used, verified;
};

struct denial_nsec3 {
	struct nsec3 nsec3;
	unsigned group; /* of those with the same parameters */
	bool used, verified;
};

struct denial_set {
	const struct dns_name *zone; /* all records are of this zone */
	struct denial_nsec *nsecs;
	size_t nsec_count;
	struct denial_nsec3 *nsec3s;
	size_t nsec3_count;
	unsigned groups, group;  /* of NSEC3s; the one that is tried */
	bool left_out;           /* an NSEC that cannot be of the zone */
	unsigned iterations_max; /* more is DENIAL_ITERATIONS */
	unsigned rounds;         /* of SHA-1, in the last proof */

	/* Of the last proof: */
	unsigned iterations; /* of its NSEC3s */
	bool delegation;     /* the very name has NS and no SOA: a zone cut */
	bool no_name;        /* NXNAME, or an NXDOMAIN proof */
};

void denial_set_init(
    struct denial_set *d, const struct dns_name *zone, unsigned iterations_max);

/*
 * Adds an NSEC or NSEC3 RRset, which lives as long as `d`.  One that is
 * malformed or cannot be of the zone is left out.
 */
void denial_set_add(
    struct denial_set *d, struct arena *arena, const struct rrset *rrset);

/* One that the last proof used and nobody has verified yet; NULL: none. */
const struct rrset *denial_set_unverified(const struct denial_set *d);

/* It was verified: it stays; or it failed: it is taken out. */
void denial_set_verified(struct denial_set *d, const struct rrset *rrset);
void denial_set_remove(struct denial_set *d, const struct rrset *rrset);

/* What the two kinds of proof share. */

/* The wildcard below the ancestor of `labels` labels; false: too long. */
bool denial_wildcard_name(
    const struct dns_name *name, unsigned labels, struct dns_name *out);

/* Where the record stands whose bitmap is read. */
enum denial_place { DENIAL_AT_NAME, DENIAL_AT_ROOT, DENIAL_AT_WILDCARD };

/* Does the bitmap deny the type? */
enum denial_verdict denial_set_bitmap(struct denial_set *d, struct wire bitmap,
    enum denial_place place, uint16_t type);

/* RFC 6840 4.1: one at a cut or a DNAME says nothing of what is below. */
bool denial_speaks_below(struct wire bitmap);

#endif
