/*
 * zone.h - the zones that a validator knows, each judged once.
 *
 * A zone is new, busy, or judged.  zone_at() alone moves it: from new to busy
 * before it has the zone judged, and to judged behind that.  A busy zone that
 * is asked for leads back to itself, and is bogus.
 */
#ifndef ZONE_H
#define ZONE_H

#include <stdbool.h>

#include "output/record/reason.h"
#include "validator.h"

struct zone {
	const struct dns_name *name;
	struct dnssec_state state;
	bool cut;                 /* false: no zone begins at this name, or
	                          * nothing is known of one */
	bool shown_by_denial;     /* by nothing but a denial of its DS,
	                          * be it a good one or not */
	struct dnskey_set *keys;  /* of a secure zone */
	bool busy;                /* being judged */
	struct instants instants; /* of it and of all above */
};

/* It begins here, and this is its state. */
void zone_set_state(struct zone *z, enum security security, enum reason reason,
    const char *detail);

/*
 * The state of the zone that begins at `name`; never NULL.  What it went by
 * is added to `instants`, unless that is NULL.
 */
const struct zone *zone_at(struct validator *v, const struct dns_name *name,
    struct instants *instants);

/*
 * The zone that `name` is in, the deepest one whose beginning is known; one
 * above it that is not secure.  Its state is INDETERMINATE where a record
 * speaks of a zone that the run has no DS of.
 */
const struct zone *zone_enclosing(struct validator *v,
    const struct dns_name *name, struct instants *instants);

#endif
