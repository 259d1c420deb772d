/*
 * kept_facts.h - what stands beside a zone file is true of it:
 * doc/schema/zone_kept.schema.json.
 */
#ifndef KEPT_FACTS_H
#define KEPT_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "dns/name.h"
#include "output/file_digest.h"

#define KEPT_FACTS_SIGNED "good"

enum { KEPT_FACTS_VERSION_MAX = 512 };

/* What stands there; the rest of it is for people. */
struct kept_facts {
	struct dns_name zone;
	uint32_t serial;
	uint64_t records;
	uint8_t sha256[FILE_DIGEST_BYTES];
	bool is_signed;                       /* and was good */
	char version[KEPT_FACTS_VERSION_MAX]; /* on its web server; or "" */
};

/* False: it is no such thing. */
bool kept_facts_read(const char *text, size_t len, struct kept_facts *out);

/* The same of a file; false, too, where there is none. */
bool kept_facts_load(const char *path, struct kept_facts *out);

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
 * stands beside it is no such thing, or cannot be read.
 */
MUST_USE int kept_facts_check(
    const char *path, const struct kept_facts_seen *seen, struct text *why);

#endif
