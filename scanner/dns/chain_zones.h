/*
 * chain_zones.h - the zones whose DNSKEY and DS a verdict will need.
 *
 * Those that signed anything; those that have a DS; those of hosts with TLSA
 * records and of the domains that use them; those of hosts and of listed
 * domains that no zone file speaks of; every name between a signed zone and
 * unsigned data in it, where a zone may begin that its servers do not show;
 * and every name above, up to the root (design: stage 4).
 */
#ifndef CHAIN_ZONES_H
#define CHAIN_ZONES_H

#include <stdint.h>

#include "base/macros.h"
#include "findings.h"

struct chain_zone {
	struct dns_name name;
	bool wants_dnskey; /* the DS is wanted of all but the root */
	bool is_hidden;    /* perhaps no zone: nothing showed that it is one */
};

/*
 * Gives the zones in an order that depends on the findings alone, in memory
 * to be freed.  What their DS questions give may make it more.  0 or -ENOMEM.
 */
MUST_USE int chain_zones(
    const struct findings *f, struct chain_zone **out, uint32_t *zone_count);

#endif
