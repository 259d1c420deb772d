/*
 * bootstrap.h - what tells whether a zone that is signed, and has no DS, could
 * have one tomorrow.
 */
#ifndef BOOTSTRAP_H
#define BOOTSTRAP_H

#include <stdbool.h>

#include "dns/name.h"

/*
 * Where the zone above `zone` says whom to tell of new keys (RFC 9859); false:
 * nothing is above it, or no name is long enough.
 */
bool bootstrap_dsync_name(const struct dns_name *zone, struct dns_name *out);

/*
 * Where the zone of the name server `ns` vouches for the keys of `zone` (RFC
 * 9615 2): CDS and CDNSKEY are there.  False: `ns` lies in the zone itself, or
 * no name is long enough.
 */
bool bootstrap_signal_name(const struct dns_name *zone,
    const struct dns_name *ns, struct dns_name *out);

#endif
