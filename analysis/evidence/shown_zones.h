/* shown_zones.h - which names a reply shows to be zones. */
#ifndef SHOWN_ZONES_H
#define SHOWN_ZONES_H

#include <stdbool.h>

#include "thread_evidence.h"

/*
 * RFC 2181 5.4.1, RFC 5452 6: what a reply says counts at and below the zone
 * whose servers were asked.  Where that is not known, as of loose records, it
 * is believed to have been the right one.
 */
bool reply_may_say(const struct reply *r, const struct dns_name *owner);

/* A name that is a zone; or one that only a signature names as its signer. */
typedef void shown_zone_fn(
    void *arg, const struct dns_name *zone, bool signer_only);

/* All that it names: by SOA, keys, a delegation, or a signer. */
void shown_zones_of(const struct reply *r, shown_zone_fn *fn, void *arg);

#endif
