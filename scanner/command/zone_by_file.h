/* zone_by_file.h - `danesweep zone get` of a master file. */
#ifndef ZONE_BY_FILE_H
#define ZONE_BY_FILE_H

#include <stdbool.h>

#include "zone_accept.h"

struct transfer_source;

/* A file of this machine. */
enum zone_got zone_get_file(
    const struct zone_options *o, const struct transfer_source *from);

/* One file that is read into the zone, and taken if it is right. */
struct zone_file_arrival {
	const char *path, *url;
	const char *version; /* or NULL */
	const struct dns_name *zone;
	bool has_end; /* its length was said; else an SOA or gzip ends it */
};

enum zone_got zone_take_file(const struct zone_options *o, struct kept_zone *k,
    const struct zone_file_arrival *f);

#endif
