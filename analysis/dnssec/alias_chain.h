/*
 * trail.h - where the records of a run lead from a question: CNAMEs and
 * DNAMEs followed, nothing judged.
 */
#ifndef TRAIL_H
#define TRAIL_H

#include "analysis/evidence/evidence.h"

enum { TRAIL_LINKS_MAX = 16 };

enum trail_end {
	TRAIL_UNASKED,  /* the run has no record of the question */
	TRAIL_FAILED,   /* no usable reply: see `reply` */
	TRAIL_POSITIVE, /* `rrset`, in `reply` */
	TRAIL_NEGATIVE, /* `reply` says that there is none */
	TRAIL_LOST,     /* what the last CNAME leads to was not asked */
	TRAIL_BROKEN,   /* a CNAME that cannot be followed */
	TRAIL_LONG,     /* more than TRAIL_LINKS_MAX */
};

/* A CNAME, or the DNAME that an unsigned CNAME was made of (RFC 6672). */
struct trail_link {
	const struct rrset *rrset;
	const struct reply *reply;
};

struct trail {
	enum trail_end end;
	struct trail_link links[TRAIL_LINKS_MAX];
	size_t link_count;
	const struct reply *reply; /* the last one; NULL: unasked */
	const struct rrset *rrset; /* of a positive end */
	const struct rrset *proof; /* what is signed: it, or the DNAME that
	                            * a CNAME that was asked for comes from */
	struct dns_name at;        /* where the links lead; or the question */
};

/* Where a CNAME or DNAME set leads; false: it cannot be read. */
bool trail_target(const struct rrset *alias, struct dns_name *out);

void trail_follow(const struct evidence *e, const struct dns_name *name,
    uint16_t type, struct trail *out);

#endif
