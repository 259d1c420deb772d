/*
 * lookup.h - what a validating resolver would make of one question, CNAMEs
 * followed and every link judged.
 */
#ifndef LOOKUP_H
#define LOOKUP_H

#include "analysis/evidence/evidence.h"
#include "output/record/reason.h"
#include "validator.h"

enum lookup_kind {
	LOOKUP_UNASKED,  /* the run did not ask for it */
	LOOKUP_FAILED,   /* no usable reply */
	LOOKUP_POSITIVE, /* `rrset` */
	LOOKUP_NODATA,
	LOOKUP_NXDOMAIN,
};

struct lookup {
	enum lookup_kind kind;
	struct dnssec_state state;  /* the worst of all links */
	const char *status;         /* of the last dns record; NULL: unasked */
	const struct rrset *rrset;  /* of a positive one */
	const struct dns_name *end; /* where the CNAMEs lead; or the name */
	bool aliased;               /* there was a CNAME */
	struct dnssec_state first;  /* of the first CNAME */
	struct instants instants;   /* that it went by */
	int64_t first_ns, last_ns;  /* when its replies came; 0: unasked */
	bool several;               /* others came to the same questions */
	unsigned cost; /* of its own checks: see SIGNATURE_BUDGET */
};

/*
 * Never NULL; judged once, and known from then on.  What it went by is added
 * to `instants`, unless that is NULL.
 */
const struct lookup *lookup_judge(struct validator *v,
    const struct dns_name *name, uint16_t type, struct instants *instants);

/*
 * The same question as it was answered nearest to `near_ns`, where that answer
 * is secure or insecure; else, or if `near_ns` is 0, as lookup_judge().
 */
const struct lookup *lookup_judge_near(struct validator *v,
    const struct dns_name *name, uint16_t type, int64_t near_ns,
    struct instants *instants);

#endif
