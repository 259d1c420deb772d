/* reverse_name.h - where an address has its name: PTR records. */
#ifndef DNS_REVERSE_NAME_H
#define DNS_REVERSE_NAME_H

#include "base/addr.h"
#include "dns/name.h"

/*
 * 1.2.0.192.in-addr.arpa of 192.0.2.1 (RFC 1035 3.5); of IPv6 a label for each
 * four bits, below ip6.arpa (RFC 3596 2.5).
 */
struct dns_name reverse_name_of(const struct addr *a);

#endif
