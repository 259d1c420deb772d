/*
 * dns_update.h - one RFC 2136 UPDATE, signed with TSIG, that makes one TLSA set
 * of another.
 *
 * Its prerequisite is the set that was seen: what others have changed since is
 * not overwritten.  Whatever a server says of it, the caller looks afterwards.
 */
#ifndef DNS_UPDATE_H
#define DNS_UPDATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"
#include "base/text.h"
#include "tlsa_set.h"

/* All is text, borrowed. */
struct dns_update_config {
	const char *server; /* address, or ADDRESS#PORT */
	const char *zone;
	const char *key_file; /* ALGORITHM:NAME:SECRET, or as tsig-keygen(8) */
	uint32_t ttl_s;
};

/* ADDRESS, or ADDRESS#PORT.  False: it is neither. */
bool dns_update_server_parse(
    const char *text, struct addr *address, uint16_t *port);

/*
 * `owner` is where the set stands.  0, or -errno with a line in `why`:
 * -ESTALE: the set is not as it was seen; -EACCES: the key may not do it.
 */
MUST_USE int dns_update_send(const struct dns_update_config *c,
    const char *owner, const struct tlsa_set *from, const struct tlsa_set *to,
    struct text *why);

/*
 * Does this key do more than it must?  It is asked to delete TXT records of
 * `owner`, which must have none.  1: it may; 0: it may not; or -errno.
 */
MUST_USE int dns_update_may_too_much(
    const struct dns_update_config *c, const char *owner, struct text *why);

#endif
