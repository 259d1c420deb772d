/*
 * alias_chain.h - where the records of a run lead from a question: CNAMEs and
 * DNAMEs followed, nothing judged.
 */
#ifndef ALIAS_CHAIN_H
#define ALIAS_CHAIN_H

#include "analysis/evidence/evidence.h"

enum { ALIAS_LINKS_MAX = 16 };

enum alias_chain_end {
	ALIAS_UNASKED,  /* the run has no record of the question */
	ALIAS_FAILED,   /* no usable reply: see `reply` */
	ALIAS_POSITIVE, /* `rrset`, in `reply` */
	ALIAS_NEGATIVE, /* `reply` says that there is none */
	ALIAS_LOST,     /* what the last CNAME leads to was not asked */
	ALIAS_BROKEN,   /* a CNAME that cannot be followed */
	ALIAS_LONG,     /* more than ALIAS_LINKS_MAX */
};

/* A CNAME, or the DNAME that an unsigned CNAME was made of (RFC 6672). */
struct alias_link {
	const struct rrset *rrset;
	const struct reply *reply;
};

struct alias_chain {
	enum alias_chain_end end;
	struct alias_link links[ALIAS_LINKS_MAX];
	size_t link_count;
	const struct reply *reply; /* the last one; NULL: unasked */
	const struct rrset *rrset; /* of a positive end; of ANY the first */
	struct dns_name at;        /* where the links lead; or the question */
	bool several; /* of some question on the way there are more replies */
};

/* Where a CNAME or DNAME set leads; false: it cannot be read. */
bool alias_target(const struct rrset *alias, struct dns_name *out);

/*
 * The DNAME of this reply that covers `at`, above it, and what `at` becomes by
 * it; NULL: none.
 */
const struct rrset *alias_dname_over(
    const struct reply *r, const struct dns_name *at, struct dns_name *target);

/*
 * What is signed of an answer of this reply: itself, or the DNAME that an
 * unsigned CNAME was made of.
 */
const struct rrset *alias_proof(
    const struct reply *r, const struct rrset *answer);

/*
 * Of several replies to one question takes the one nearest to `near_ns`; 0:
 * the one that counts for the run (candidates.h).
 */
void alias_chain_follow(const struct evidence *e, const struct dns_name *name,
    uint16_t type, int64_t near_ns, struct alias_chain *out);

#endif
