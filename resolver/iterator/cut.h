/*
 * cut.h - what is known of zone cuts: zone -> NS names -> addresses.
 *
 * Kept for a whole run; TTLs do not count.  A host is shared by all zones
 * that name it.  Better knowledge of its addresses replaces worse, family by
 * family.
 */
#ifndef CUT_H
#define CUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"
#include "dns/message.h"
#include "dns/name.h"

struct cuts;
struct cut;
struct cut_host;

/* Where an address comes from, the least credible first (RFC 2181 5.4.1). */
enum cut_source {
	CUT_GLUE,          /* a referral's additional section */
	CUT_TOLD,          /* hints, or a zone file */
	CUT_AUTHORITATIVE, /* an answer to a question for it */
};

struct cut_address {
	struct addr addr;
	enum cut_source source;
};

/* `seed` keys the hashes.  0 or -ENOMEM. */
MUST_USE int cuts_new(uint64_t seed, struct cuts **out);
void cuts_free(struct cuts *c); /* NULL is fine */

/* Adds an NS to a zone, and an address to a host.  0 or -ENOMEM. */
MUST_USE int cuts_add_ns(
    struct cuts *c, const struct dns_name *zone, const struct dns_name *ns);
MUST_USE int cuts_add_address(struct cuts *c, const struct dns_name *host,
    const struct addr *addr, enum cut_source source);

/*
 * Takes the NS set of `zone` from a referral by a server of `from`, and of
 * its glue what lies in `from` and belongs to that NS set.  0 or -ENOMEM.
 */
MUST_USE int cuts_learn_referral(struct cuts *c, const struct dns_message *m,
    const struct dns_name *from, const struct dns_name *zone);

/*
 * Takes the addresses from the answer to a question for A or AAAA, given by
 * a server of `from`.  A CNAME out of `from`, or to a name that the answer
 * does not hold, is kept as an alias.  0 or -ENOMEM.
 */
MUST_USE int cuts_learn_answer(struct cuts *c, const struct dns_message *m,
    const struct dns_name *from, const struct dns_question *question);

/*
 * The deepest known zone that is `name` or above it; with `strict` only
 * above it (the root is then above itself).  NULL: none.  It stays where it
 * is until cuts_free(), and may only gain hosts.
 */
const struct cut *cuts_closest(
    const struct cuts *c, const struct dns_name *name, bool strict);

void cut_name(const struct cut *cut, struct dns_name *out);
unsigned cut_hosts(const struct cut *cut);
const struct cut_host *cut_host(const struct cut *cut, unsigned i);

/* What a host's aliases lead to: itself, if it has none. */
const struct cut_host *cut_host_follow(const struct cut_host *host);
void cut_host_name(const struct cut_host *host, struct dns_name *out);

/* The addresses of this very host, a view until the next change. */
const struct cut_address *cut_host_addresses(
    const struct cut_host *host, unsigned *count);

#endif
