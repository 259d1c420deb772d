/*
 * ns_gathering.h - the NS records of one domain, until its set is whole.
 *
 * In a zone file they come one after the other, as a rule: so they are
 * gathered here, and become a set when another domain's begin.  Where a
 * domain's come in two places, the second adds to the set of the first.
 */
#ifndef NS_GATHERING_H
#define NS_GATHERING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/array.h"
#include "base/macros.h"
#include "domains.h"
#include "ns_sets.h"

struct ns_gathering {
	struct zone_domains *domains;
	struct ns_sets *sets;
	uint32_t domain;    /* whose NS set; only while `active` */
	struct array hosts; /* ids, sorted */
	bool active;
};

/* Domains and sets are borrowed until ns_gathering_fini(). */
void ns_gathering_init(
    struct ns_gathering *g, struct zone_domains *domains, struct ns_sets *sets);
void ns_gathering_fini(struct ns_gathering *g);

/* This host serves that domain.  0 or -errno, as all below. */
MUST_USE int ns_gathering_add(
    struct ns_gathering *g, uint32_t domain, uint32_t host);

/* It serves the zone itself. */
MUST_USE int ns_gathering_add_apex(
    struct ns_gathering *g, uint32_t zone, uint32_t host);

/* No more come: what is gathered becomes the set of its domain. */
MUST_USE int ns_gathering_end(struct ns_gathering *g);

#endif
