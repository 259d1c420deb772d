/* zone_accept.h - does a zone that has come take the place of the one here? */
#ifndef ZONE_ACCEPT_H
#define ZONE_ACCEPT_H

#include <stdbool.h>
#include <stdint.h>

struct dns_name;
struct kept_zone;
struct zone_arrival;
struct zone_options;

/* What one zone came to. */
enum zone_got {
	ZONE_GOT_IT,
	ZONE_GOT_NOTHING, /* and that was said */
	ZONE_GOT_NOT_BEGUN,
};

/*
 * The place of `zone` under --output.  False: there is none, and that was said.
 * In either case kept_zone_close() ends it.
 */
bool zone_place_open(const struct zone_options *o, const struct dns_name *zone,
    struct kept_zone *k);

/* Is a zone of this serial wanted?  What keeps it away is said. */
bool zone_is_wanted(const struct zone_options *o, const struct kept_zone *k,
    const char *url, uint32_t serial);

/* One that is not: it is here, or is no good. */
enum zone_got zone_unwanted(const struct kept_zone *k, uint32_t serial);

/*
 * Looks at serial, signatures and digest of what was written, and settles it.
 * What came of it is said.
 */
enum zone_got zone_accept(
    const struct zone_options *o, struct kept_zone *k, struct zone_arrival *a);

#endif
