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

/* Does a zone owe signatures?  What referrals to it said. */
enum cut_security {
	CUT_UNKNOWN,  /* nobody spoke of it yet: it was told */
	CUT_UNSIGNED, /* its parent denies a DS, or is not signed itself */
	CUT_UNPROVED, /* a signed parent neither gave nor denied a DS */
	CUT_SIGNED,   /* it has a DS; or it was told, and it signs */
};

struct cut_address {
	struct addr addr;
	enum cut_source source;
};

/* 0 or -ENOMEM. */
MUST_USE int cuts_new(struct cuts **out);
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

/*
 * A zone that was told, and of which nothing is known yet, owes signatures
 * if this reply by one of its servers has some of its own; it does not if
 * there is none in a reply with EDNS.
 */
void cuts_learn_signing(
    struct cuts *c, const struct dns_name *zone, const struct dns_message *m);

enum cut_security cut_security(const struct cut *cut);

/* Signatures are owed: by a DS, or for want of a proof that there is none. */
bool cut_owes_proof(const struct cut *cut);

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
