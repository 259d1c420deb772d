/* anchor.h - trust anchors: DS or DNSKEY records from a file. */
#ifndef ANCHOR_H
#define ANCHOR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/macros.h"
#include "base/text.h"
#include "dnskey.h"

/* The anchors of one zone; a key need fit only one of them. */
struct anchor {
	const struct dns_name *zone;
	struct ds *ds;
	size_t ds_count;
	struct dnskey *keys;
	size_t key_count;
};

struct anchor_set {
	struct arena *arena;
	struct anchor *at;
	size_t count;
};

void anchor_set_init(struct anchor_set *set, struct arena *arena);

/*
 * Takes one line: ". IN DS 20326 8 2 HEX" or a DNSKEY, TTL and class may be
 * there or not; blank lines and `;` comments are fine.  False: anything else.
 */
bool anchor_set_add_line(struct anchor_set *set, const char *line);

/*
 * Reads a file of such lines.  0, or -errno (-EINVAL: a bad line, -ENOENT:
 * also when it has no anchor) with one line for a person in `why`.
 */
MUST_USE int anchor_set_read(
    struct anchor_set *set, const char *path, struct text *why);

/* NULL: none for exactly this zone. */
const struct anchor *anchor_find(
    const struct anchor_set *set, const struct dns_name *zone);

/* One of its DNSKEY records is this key; DS records are not looked at. */
bool anchor_has_key(const struct anchor *a, const struct dnskey *key);

/* It has a DNSKEY of an algorithm that we support. */
bool anchor_has_usable_key(const struct anchor *a);

#endif
