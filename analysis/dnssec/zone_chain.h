/*
 * zone_chain.h - the chain of trust: what state a zone is in, and why.
 *
 * A zone is reached from the nearest trust anchor above it, cut by cut.
 * "Insecure" needs a proof: absence of DS that the parent signed, or a DS set
 * of which we support nothing.  One exception: a delegation record without DS
 * proves as much when the run has no DS lookup (doc/verify.md).
 */
#ifndef ZONE_CHAIN_H
#define ZONE_CHAIN_H

#include <stdbool.h>

#include "output/record/reason.h"
#include "validator.h"

struct zone {
	const struct dns_name *name;
	struct dnssec_state state;
	bool cut;                 /* false: no zone begins at this name, or
	                          * nothing is known of one */
	struct dnskey_set *keys;  /* of a secure zone */
	bool busy;                /* being judged */
	struct instants instants; /* of it and of all above */
};

/* The state of the zone that begins at `name`; never NULL. */
const struct zone *zone_at(struct validator *v, const struct dns_name *name);

/*
 * The zone that `name` is in, the deepest one whose beginning is known; one
 * above it that is not secure.  Its state is INDETERMINATE where a record
 * speaks of a zone that the run has no DS of.
 */
const struct zone *zone_enclosing(
    struct validator *v, const struct dns_name *name);

#endif
