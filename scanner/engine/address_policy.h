/*
 * address_policy.h - which addresses may be sent to: of a family that we can
 * send in, and not in the blocklist.
 */
#ifndef ADDRESS_POLICY_H
#define ADDRESS_POLICY_H

#include <stdbool.h>

#include "base/addr.h"
#include "blocklist.h"

/* All is borrowed. */
struct address_policy {
	const struct blocklist *blocklist;
	bool ipv4, ipv6;
};

/* Of a family that we can send in. */
bool address_policy_has_route(
    const struct address_policy *p, const struct addr *a);

bool address_policy_allows(
    const struct address_policy *p, const struct addr *a);

#endif
