/*
 * hash_slots.h - finds 32-bit ids by hash while a zone file is read.
 *
 * As base/table.h, but half of each hash stands in the slot: what is compared
 * is what is sought, with hardly an exception, and growing reads no name again.
 * 11 to 21 bytes an id, so what stays is packed (packed_index.h) in the end.
 */
#ifndef ZONE_HASH_SLOTS_H
#define ZONE_HASH_SLOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

struct hash_slot {
	uint32_t id; /* + 1; or 0 */
	uint32_t hash;
};

struct hash_slots {
	struct hash_slot *slot;
	size_t slots; /* a power of 2, or 0 */
	size_t count;
};

typedef bool hash_slots_equal_fn(const void *ctx, uint32_t id, const void *key);

/* The id whose thing equals `key`, which has this hash. */
bool hash_slots_find(const struct hash_slots *h, uint64_t hash,
    hash_slots_equal_fn *equal, const void *ctx, const void *key, uint32_t *id);

/* Adds an id that is not there yet, below UINT32_MAX.  0 or -ENOMEM. */
MUST_USE int hash_slots_add(struct hash_slots *h, uint64_t hash, uint32_t id);

size_t hash_slots_memory_bytes(const struct hash_slots *h);
void hash_slots_fini(struct hash_slots *h);

#endif
