/*
 * ns_sets.h - sets of hosts, equal ones kept once.
 *
 * A few hundred thousand sets serve a hundred million domains.
 */
#ifndef NS_SETS_H
#define NS_SETS_H

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/array.h"
#include "hash_slots.h"

struct ns_sets {
	struct array words; /* for each set its size, then its hosts */
	struct hash_slots by_hosts;
};

/* Finds or adds the set of these hosts, sorted by id.  0, -ENOMEM, -EFBIG. */
MUST_USE int ns_sets_intern(
    struct ns_sets *s, const uint32_t *hosts, uint32_t count, uint32_t *set);

/* The hosts of a set: a view until the next intern. */
const uint32_t *ns_sets_hosts(
    const struct ns_sets *s, uint32_t set, uint32_t *count);

/*
 * Ends the interning: gives each host its new id, and each set the order of
 * `compare` (as qsort_r() has it).
 */
void ns_sets_seal(struct ns_sets *s, const uint32_t *renamed,
    int (*compare)(const void *, const void *, void *), void *ctx);

size_t ns_sets_memory_bytes(const struct ns_sets *s);
void ns_sets_fini(struct ns_sets *s);

#endif
