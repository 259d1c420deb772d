/* zone_files.h - what a scan of the small Internet is given to begin with. */
#ifndef SIMNET_ZONE_FILES_H
#define SIMNET_ZONE_FILES_H

#include "zone.h"

/*
 * Writes com.zone, net.zone, org.zone and se.zone with every delegation,
 * root.hints and trust-anchor into the folder `dir`.  0 or -errno.
 */
MUST_USE int simnet_write_zone_files(
    const struct simnet_data *d, const char *dir);

/*
 * One of these zones with its keys, and signatures of all but its own
 * servers' addresses, as it would be transferred: ZONE.zone; and the other two
 * files.  It has no NSEC.  0 or -errno.
 */
MUST_USE int simnet_write_signed_zone(
    const struct simnet_data *d, const char *dir, unsigned tld);

#endif
