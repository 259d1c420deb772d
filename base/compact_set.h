/*
 * compact_set.h - a set of 64-bit keyed hashes (hash.h): 13 to 23 bytes an
 * element.
 *
 * Two elements of one hash count as one: among ten million that happens once
 * in 370,000 runs.
 */
#ifndef COMPACT_SET_H
#define COMPACT_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "array.h"
#include "macros.h"
#include "table.h"

/* All zero is an empty one. */
struct compact_set {
	struct array hashes; /* uint64_t */
	struct table by_hash;
};

void compact_set_fini(struct compact_set *s);

/*
 * Room for `more` elements: their compact_set_add() then does not fail.
 * 0 or -ENOMEM.
 */
MUST_USE int compact_set_reserve(struct compact_set *s, size_t more);

/* Does nothing when it is there, or when there is no room and no heap. */
void compact_set_add(struct compact_set *s, uint64_t hash);
bool compact_set_has(const struct compact_set *s, uint64_t hash);

#endif
