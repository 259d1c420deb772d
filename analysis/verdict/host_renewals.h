/*
 * host_renewals.h - what hosts did with their TLSA records at earlier renewals
 * of their certificates, by host.
 */
#ifndef HOST_RENEWALS_H
#define HOST_RENEWALS_H

#include "base/arena.h"
#include "dns/name_map.h"
#include "output/record/past_renewals.h"

struct host_renewals {
	struct arena arena;
	struct name_map by_host; /* of struct past_renewals */
};

void host_renewals_init(struct host_renewals *h);
void host_renewals_fini(struct host_renewals *h);

/* One more of this host, later than those that were noted before. */
void host_renewals_note(struct host_renewals *h, const struct dns_name *host,
    const struct past_renewal *r);

/* NULL: none is known.  A view. */
const struct past_renewals *host_renewals_of(
    const struct host_renewals *h, const struct dns_name *host);

#endif
