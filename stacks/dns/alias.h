/*
 * alias.h - where a reply leads from a name: by a CNAME (RFC 1034 3.6.2), or
 * by a DNAME above it (RFC 6672).
 */
#ifndef DNS_ALIAS_H
#define DNS_ALIAS_H

#include <stdbool.h>

#include "dns/message.h"
#include "dns/name.h"

/*
 * `name`, which is below `from`, with `to` in the place of `from`.  False: too
 * long to be a name.  `*out` may not be one of the others.
 */
bool dns_name_move(const struct dns_name *name, const struct dns_name *from,
    const struct dns_name *to, struct dns_name *out);

/*
 * The name that the answer section says `at` is an alias of.  A DNAME alone
 * will do: the CNAME beside it is made from it (RFC 6672 3.1), and not every
 * server makes one.  False: `at` is no alias there.
 */
bool dns_alias_target(const struct dns_message *m, const struct dns_name *at,
    struct dns_name *target);

#endif
