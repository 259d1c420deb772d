/*
 * cut.h - what is known of zone cuts: zone -> NS names -> addresses.
 *
 * Kept for a whole run; TTLs do not count.  What a reply says of cuts is for
 * cut_learning.h to take, what is known of a host for cut_host.h.
 */
#ifndef CUT_H
#define CUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"
#include "cut_host.h"
#include "dns/name.h"

struct cuts;
struct cut;

/* Does a zone owe signatures?  What referrals to it said. */
enum cut_security {
	CUT_UNKNOWN,  /* nobody spoke of it yet: it was told */
	CUT_UNSIGNED, /* its parent denies a DS, or is not signed itself */
	CUT_UNPROVED, /* a signed parent neither gave nor denied a DS */
	CUT_SIGNED,   /* it has a DS; or it was told, and it signs */
};

/* 0 or -ENOMEM. */
MUST_USE int cuts_new(struct cuts **out);
void cuts_free(struct cuts *c); /* NULL is fine */

/* Adds an NS to a zone, and an address to a host.  0 or -ENOMEM. */
MUST_USE int cuts_add_ns(
    struct cuts *c, const struct dns_name *zone, const struct dns_name *ns);
MUST_USE int cuts_add_address(struct cuts *c, const struct dns_name *host,
    const struct addr *addr, enum cut_source source);

/* A host's addresses are those of another.  0 or -ENOMEM. */
MUST_USE int cuts_add_alias(
    struct cuts *c, const struct dns_name *host, const struct dns_name *target);

/* NULL: nothing is known of a cut there. */
struct cut *cuts_find(const struct cuts *c, const struct dns_name *zone);

/* Its NS set has this name. */
bool cuts_names_ns(const struct cuts *c, const struct dns_name *zone,
    const struct dns_name *name);

/* The `i`-th name server of this very zone; false: not known, or no more. */
bool cuts_ns(const struct cuts *cuts, const struct dns_name *zone, unsigned i,
    struct dns_name *out);

/*
 * The deepest known zone that is `name` or above it; with `strict` only
 * above it (the root is then above itself).  NULL: none.  It stays where it
 * is until cuts_free(), and may only gain hosts.
 */
const struct cut *cuts_closest(
    const struct cuts *c, const struct dns_name *name, bool strict);

enum cut_security cut_security(const struct cut *cut);
void cut_set_security(struct cut *cut, enum cut_security security);

/* Signatures are owed: by a DS, or for want of a proof that there is none. */
bool cut_owes_proof(const struct cut *cut);

void cut_name(const struct cut *cut, struct dns_name *out);
unsigned cut_host_count(const struct cut *cut);
const struct cut_host *cut_host_at(const struct cut *cut, unsigned i);

#endif
