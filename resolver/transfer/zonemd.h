/*
 * zonemd.h - the digest of a whole zone (RFC 8976), over a file that line.h
 * wrote: what is on the disk is what is checked.
 *
 * The zone is sorted on the disk, in a file without a name beside it; memory
 * does not grow with the zone.
 */
#ifndef ZONEMD_H
#define ZONEMD_H

#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "dns/name.h"

enum zonemd_state {
	ZONEMD_NONE, /* the zone has none */
	ZONEMD_GOOD, /* one fits */
	ZONEMD_WRONG,
	/* RFC 8976 4: no failure.  Another scheme or hash, or one twice. */
	ZONEMD_UNSUPPORTED,
};

/*
 * The scheme is SIMPLE, the hash SHA-384 or SHA-512.  `dir` is where there is
 * room.  0, or -errno with a line in `why`.  Of WRONG `why` names an RRset with
 * two TTLs, if there is one: signers differ in what they make of that.
 */
MUST_USE int zonemd_check(const char *path, const char *dir,
    const struct dns_name *zone, uint32_t serial, enum zonemd_state *out,
    struct text *why);

/* "good" ... */
const char *zonemd_word(enum zonemd_state state);

#endif
