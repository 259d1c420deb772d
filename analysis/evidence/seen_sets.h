/* seen_sets.h - what of a reply helps with a zone that nobody asked about. */
#ifndef SEEN_SETS_H
#define SEEN_SETS_H

#include "thread_evidence.h"

typedef void seen_set_fn(
    void *arg, const struct reply *r, const struct rrset *set);

/*
 * The DS or DNSKEY sets, or the denials, of this type that a reply has of this
 * name, which of NSEC3 is the zone, and may speak of.  Gives how many; `fn`
 * may be NULL.
 */
uint32_t seen_sets_of(const struct reply *r, const struct dns_name *name,
    uint16_t type, seen_set_fn *fn, void *arg);

#endif
