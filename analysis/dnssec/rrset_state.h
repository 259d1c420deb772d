/*
 * rrset_state.h - the state of one RRset in one reply.
 *
 * `w` is what the question, or the zone, that this is for may still spend.
 */
#ifndef RRSET_STATE_H
#define RRSET_STATE_H

#include "analysis/evidence/evidence.h"
#include "output/record/reason.h"
#include "validator.h"
#include "zone.h"

/*
 * `rrset` stands in `reply`, whose authority section proves that a wildcard
 * was rightly expanded.
 */
struct dnssec_state rrset_state(struct validator *v, struct signature_work *w,
    const struct rrset *rrset, const struct reply *reply);

/* The same where it is known that this secure zone has it. */
struct dnssec_state rrset_state_by(struct validator *v,
    struct signature_work *w, const struct rrset *rrset,
    const struct reply *reply, const struct zone *zone);

#endif
