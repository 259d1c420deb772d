/*
 * prefix_set.h - a set of addresses, as prefixes of both families.
 *
 * Files are ZMap's: one prefix or address a line, `#` begins a comment.  A
 * line that is neither is an error, with its number.  Of 198.18.1.1/15 the
 * network counts, 198.18.0.0/15, as in ZMap.
 *
 * IPv4 lies within ::/80 here (addr.h), but who writes ::/8, as lists of
 * bogons do, means IPv6: what is added as text has IPv4 only where it is
 * written as IPv4, or as ::ffff:0:0/96 or a part of it.
 */
#ifndef PREFIX_SET_H
#define PREFIX_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/addr.h"
#include "base/array.h"
#include "base/macros.h"
#include "base/text.h"

struct prefix_set {
	struct array prefixes; /* struct prefix */
};

static inline size_t
prefix_set_count(const struct prefix_set *s)
{
	return s->prefixes.count;
}

/* A view until the next change. */
static inline const struct prefix *
prefix_set_at(const struct prefix_set *s, size_t i)
{
	return (const struct prefix *)s->prefixes.at + i;
}

void prefix_set_init(struct prefix_set *s);
void prefix_set_fini(struct prefix_set *s);

/* 0 or -ENOMEM. */
MUST_USE int prefix_set_add(struct prefix_set *s, const struct prefix *p);

/* A prefix or an address.  0, or -EINVAL or -ENOMEM with one line in `why`. */
MUST_USE int prefix_set_add_text(
    struct prefix_set *s, const char *text, struct text *why);

/* All lines of a file, "-" is standard input.  0, or -errno with one line. */
MUST_USE int prefix_set_read(
    struct prefix_set *s, const char *path, struct text *why);

/*
 * Takes the addresses of `hole` out; it lies within one prefix of the set, of
 * which the rest stays.  0, -ENOENT: it lies in none, or -ENOMEM.
 */
MUST_USE int prefix_set_take_out(
    struct prefix_set *s, const struct prefix *hole);

/* Sorts, and drops what lies within another: needed before all below. */
void prefix_set_seal(struct prefix_set *s);

bool prefix_set_has(const struct prefix_set *s, const struct addr *a);

#endif
