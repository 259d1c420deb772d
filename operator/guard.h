/*
 * guard.h - what stands in the way of an act, in words for people.
 *
 * NULL: nothing does.
 */
#ifndef ROLLOVER_GUARD_H
#define ROLLOVER_GUARD_H

#include <stdint.h>

#include "look.h"
#include "state.h"

/* What was seen of DNS may be built on. */
const char *guard_dns(const struct rollover_look *l, int64_t now_s);

/* W is no more than a quarter of the time between two renewals. */
const char *guard_wait(
    const struct rollover *r, const struct rollover_policy *p);

/* The key that is due may be served: until now nobody could see a change. */
const char *guard_install(const struct rollover *r,
    const struct rollover_policy *p, const struct rollover_look *l,
    int64_t now_s);

/*
 * The set may become `wanted`.  Records may be added to others while any key is
 * served.  A first set, and one that lacks a record, must be good for every
 * address.
 */
const char *guard_update(const struct rollover *r,
    const struct rollover_look *l, const struct tlsa_set *wanted);

#endif
