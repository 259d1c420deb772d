/*
 * servers.h - the addresses at which each delegation's servers are asked,
 * and the way back from an address to the name server that has it.
 *
 * Made anew before each sprayed stage; only what was heard changes after that.
 */
#ifndef SERVERS_H
#define SERVERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"
#include "scanner/engine/address_policy.h"
#include "resolver/zone/delegations.h"

struct servers;

enum { SERVERS_PER_DELEGATION = 16 };

/* 0 or -ENOMEM.  `d` is borrowed and must not change meanwhile. */
MUST_USE int servers_new(const struct delegations *d,
    const struct address_policy *policy, struct servers **out);
void servers_free(struct servers *s);

/* Addresses for a delegation, first all of IPv4; gives how many. */
unsigned servers_of(const struct servers *s, uint32_t delegation,
    struct addr out[SERVERS_PER_DELEGATION]);

/* The name of a delegation. */
void servers_zone(
    const struct servers *s, uint32_t delegation, struct dns_name *out);

/* The name server with this address; false: none. */
bool servers_name(
    const struct servers *s, const struct addr *a, struct dns_name *out);

/*
 * Notes, and tells, that anything at all came from this address, and that an
 * OPT record was in it.
 */
void servers_heard(struct servers *s, const struct addr *a, bool has_edns);
bool servers_was_heard(const struct servers *s, const struct addr *a);
bool servers_has_edns(const struct servers *s, const struct addr *a);

#endif
