/*
 * kept_zone.h - the files of one zone in a folder: the newest, and some before.
 *
 *	ZONE@SERIAL.zone.gz	a whole zone, a record a line
 *	ZONE@SERIAL.json	what it is: serial, records, SHA-256
 *	ZONE.zone.gz		a link to the newest
 *
 * What is being fetched has another name until it is whole and on the disk: the
 * link leads to a whole zone, whenever one looks.
 */
#ifndef KEPT_ZONE_H
#define KEPT_ZONE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "dns/name.h"
#include "resolver/transfer/kept_facts.h"

struct kept_zone {
	char dir[PATH_MAX];
	char stem[NAME_MAX + 1];  /* of its names: the zone, "root" */
	char fresh[2 * PATH_MAX]; /* where the next one is written */
	int lock;
	bool has; /* one is there, and its facts are */
	uint32_t serial;
	bool is_signed;                       /* and was good */
	char version[KEPT_FACTS_VERSION_MAX]; /* of its facts; or "" */
};

/* What stands beside a zone. */
struct kept_zone_facts {
	const struct dns_name *zone;
	const char *source;  /* where it came from */
	const char *key;     /* the TSIG key's name; NULL: it was not signed */
	const char *version; /* what the web server calls it; or NULL */
	uint32_t serial;
	uint64_t records, outside;
	const char *signatures; /* a word; KEPT_FACTS_SIGNED: they are good */
	uint64_t signed_sets;
	const char *zonemd; /* a word */
	int64_t fetched_ns; /* since 1970 */
};

/*
 * Makes the folder if it is not there, and reads which zone it has.  0, or
 * -errno with a line in `why`: -EWOULDBLOCK when another process is at it.
 * Ended by kept_zone_close().
 */
MUST_USE int kept_zone_open(struct kept_zone *k, const char *dir,
    const struct dns_name *zone, struct text *why);

/*
 * `fresh`, which is closed, becomes the newest; of those before it `keep` - 1
 * stay.  0, or -errno with a line in `why`, and then the newest is what it was.
 */
MUST_USE int kept_zone_settle(struct kept_zone *k,
    const struct kept_zone_facts *facts, unsigned keep, struct text *why);

/* Appends the path of the newest. */
void kept_zone_add_path(const struct kept_zone *k, struct text *out);

/* What was not settled is gone. */
void kept_zone_close(struct kept_zone *k);

#endif
