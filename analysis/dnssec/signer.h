/*
 * signer.h - the zone whose keys sign an RRset, or should have.
 *
 * `w` is what the question, or the zone, that this is for may still spend.
 */
#ifndef SIGNER_H
#define SIGNER_H

#include "analysis/evidence/evidence.h"
#include "zone.h"

/*
 * The deepest signer that this RRset may have: at or above its owner, and
 * for a DS set above it (RFC 4035 2.4).  NULL: none.
 */
const struct dns_name *signer_name(const struct rrset *rrset);

/* The zone that data at `name` is in: for DS the parent's side of a cut. */
const struct zone *signer_home(struct validator *v, struct signature_work *w,
    const struct dns_name *name, uint16_t type);

/* What is asked for, an RRset that speaks of it, and what it came with. */
struct signer_subject {
	const struct dns_name *name;
	uint16_t type;
	const struct rrset *rrset; /* signed; of signer_missing() no matter */
	const struct reply *reply;
};

/* The state of data without a signature; `absent` is what this is called
 * where there should be one. */
struct dnssec_state signer_missing(struct validator *v,
    struct signature_work *w, const struct signer_subject *about,
    enum reason absent, const char *detail);

/*
 * The zone of this signer.  The state is secure where its keys may vouch for
 * the subject; else it says why not: it is not secure, or the subject is below
 * a cut that is known (RFC 4035 5.3.1, 5.4).
 */
const struct zone *signer_zone(struct validator *v, struct signature_work *w,
    const struct signer_subject *about, const struct dns_name *signer,
    struct dnssec_state *state);

/* Verifies the RRset, which came with `reply`, by the keys of that zone. */
struct dnssec_state signer_check(struct validator *v, struct signature_work *w,
    const struct rrset *rrset, const struct zone *zone,
    const struct reply *reply, struct signature_check *check);

#endif
