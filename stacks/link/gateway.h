/*
 * gateway.h - the next hop of a family: route, source address and MACs.
 *
 * The kernel is asked for the route (rtnetlink); the next hop's MAC we ask
 * for ourselves, by ARP (RFC 826) or neighbour solicitation (RFC 4861): the
 * kernel's cache may be empty.
 */
#ifndef GATEWAY_H
#define GATEWAY_H

#include <net/if.h>

#include "base/addr.h"
#include "base/macros.h"
#include "base/text.h"
#include "net/frame.h"

struct gateway_query {
	const char *interface;          /* NULL: that of the route */
	const struct addr *destination; /* an address that will be sent to */
	const struct addr *source; /* same family; NULL: the route's choice */
	const uint8_t *mac;        /* 6 bytes of the next hop; NULL: look up */
};

/*
 * 0; or -errno with one line for a person in `why`: -ENETUNREACH no route,
 * -EADDRNOTAVAIL not our source, -EHOSTUNREACH no gateway or a silent one,
 * -EPERM, or what interface_find() gives.
 */
MUST_USE int gateway_resolve(const struct gateway_query *q, struct route *out,
    char interface[IF_NAMESIZE], struct text *why);

#endif
