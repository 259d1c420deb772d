/*
 * dkim.h - whether a domain may have keys of DKIM (RFC 6376 3.6.2.1).
 *
 * They are at SELECTOR._domainkey.DOMAIN, and nobody but who sends mail knows
 * its selectors.  But where there is one, the name above it exists.
 */
#ifndef DKIM_H
#define DKIM_H

#include "analysis/evidence/evidence.h"
#include "output/record/presence.h"

#define DKIM_ADVICE                                                            \
	"Sign mail with DKIM and publish its keys, or look at the name "       \
	"server: "                                                             \
	"some deny names that have others below them."

/*
 * ABSENT: it was denied that _domainkey.DOMAIN exists.  Servers that deny the
 * names between (RFC 8020 3) make it so of a domain that has keys.
 */
enum presence dkim_find(
    const struct evidence *e, const struct dns_name *domain);

#endif
