/*
 * vouched_zones.h - zones for whose keys the zone of a name server vouches
 * (RFC 9615), as far as it was asked.
 */
#ifndef VOUCHED_ZONES_H
#define VOUCHED_ZONES_H

#include "dns/name_map.h"
#include "output/record/presence.h"
#include "thread_evidence.h"

void vouched_zones_take(
    struct name_map *vouched, const struct thread_evidence *p);

/* Some name server's zone does. */
enum presence vouched_zones_has(
    const struct name_map *vouched, const struct dns_name *zone);

#endif
