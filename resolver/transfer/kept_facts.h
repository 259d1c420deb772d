/*
 * kept_facts.h - what stands beside a zone file is true of it:
 * doc/schema/zone_kept.schema.json.
 */
#ifndef KEPT_FACTS_H
#define KEPT_FACTS_H

#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "dns/name.h"

/* What was found when the file was read. */
struct kept_facts_seen {
	const struct dns_name *zone;
	uint32_t serial;
	uint64_t records;
	const uint8_t *sha256; /* NULL: not known */
};

/*
 * `path` is ZONE@SERIAL.zone.gz, or a link to it.  0: it is true, or nothing
 * stands there; -EINVAL with a line in `why`: the file is another one, or what
 * stands beside it is no such thing; -errno.
 */
MUST_USE int kept_facts_check(
    const char *path, const struct kept_facts_seen *seen, struct text *why);

#endif
