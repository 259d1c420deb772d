/*
 * absence.h - the state of what a reply denies, by its NSEC and NSEC3.
 *
 * `w` is what the question, or the zone, that this is for may still spend.
 */
#ifndef ABSENCE_H
#define ABSENCE_H

#include "analysis/evidence/evidence.h"
#include "zone.h"

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

/*
 * The reply proves that nothing is closer to the owner of `rrset`, which was
 * made of a wildcard, than the ancestor of `labels` labels.
 */
struct dnssec_state absence_wildcard(struct validator *v,
    struct signature_work *w, const struct rrset *rrset,
    const struct reply *reply, const struct zone *zone, unsigned labels);

#endif
