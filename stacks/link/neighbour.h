/*
 * neighbour.h - the MAC of an address on the link: ARP (RFC 826) for IPv4,
 * neighbour solicitation (RFC 4861) for IPv6.
 */
#ifndef NEIGHBOUR_H
#define NEIGHBOUR_H

#include "base/addr.h"
#include "base/macros.h"
#include "base/text.h"

/*
 * Asks up to three times, a second each.  0, or -errno with one line for a
 * person in `why`: -EHOSTUNREACH when nobody answers.
 */
MUST_USE int neighbour_ask(int ifindex, const uint8_t own_mac[6],
    const struct addr *own, const struct addr *target, uint8_t mac[6],
    struct text *why);

#endif
