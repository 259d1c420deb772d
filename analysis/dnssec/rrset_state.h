/*
 * rrset_state.h - the state of one RRset, or of one denial, in one reply.
 *
 * `w` is what the question, or the zone, that this is for may still spend.
 */
#ifndef RRSET_STATE_H
#define RRSET_STATE_H

#include "analysis/evidence/evidence.h"
#include "output/record/reason.h"
#include "validator.h"

/*
 * `rrset` stands in `reply`, whose authority section proves that a wildcard
 * was rightly expanded.
 */
struct dnssec_state rrset_state(struct validator *v, struct signature_work *w,
    const struct rrset *rrset, const struct reply *reply);

/* What a proof of absence has shown besides. */
struct absence {
	bool nxdomain;   /* the name does not exist (or NXNAME) */
	bool delegation; /* of DS: the name is a zone cut */
	bool opt_out;    /* of DS: it may be one, unsigned */
	bool from_child; /* of DS: the zone itself answered, not its parent */
};

/* `reply` has no `type` at `name`: is that so?  `out` may be NULL. */
struct dnssec_state absence_state(struct validator *v, struct signature_work *w,
    const struct reply *reply, const struct dns_name *name, uint16_t type,
    struct absence *out);

#endif
