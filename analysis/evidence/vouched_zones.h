/*
 * vouched_zones.h - zones for whose keys the zone of a name server vouches
 * (RFC 9615), as far as it was asked.
 */
#ifndef VOUCHED_ZONES_H
#define VOUCHED_ZONES_H

#include "dns/name_map.h"
#include "output/record/presence.h"
#include "thread_evidence.h"

/*
 * The zone that a reply tells of, and whether it is vouched for.  False: it
 * tells of none.
 */
bool vouched_zone_of(
    const struct reply *r, struct dns_name *zone, enum presence *told);

/* What was told of a zone; that it is outweighs that it is not. */
void vouched_zones_put(
    struct name_map *vouched, const struct dns_name *zone, enum presence told);

void vouched_zones_take(
    struct name_map *vouched, const struct thread_evidence *p);

/* Some name server's zone does. */
enum presence vouched_zones_has(
    const struct name_map *vouched, const struct dns_name *zone);

#endif
