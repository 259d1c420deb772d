/*
 * packed_index.h - finds the ids 0, 1, 2, ... by hash, once all are known.
 *
 * 5.3 bytes an id: three of four places are taken, whatever the count, and
 * what an id leaves of its 32 bits has bits of its hash, so that who is not
 * sought is hardly ever looked at.
 */
#ifndef ZONE_PACKED_INDEX_H
#define ZONE_PACKED_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/table.h"

struct packed_index {
	uint32_t *slot; /* bits of the hash, id + 1; or 0 */
	size_t slots;
	unsigned id_bits;
};

/* Holds the ids 0 to `count` - 1.  0 or -ENOMEM. */
MUST_USE int packed_index_build(struct packed_index *x,
    const struct table_kind *kind, const void *ctx, uint32_t count);

/* As table_find(). */
bool packed_index_find(const struct packed_index *x,
    const struct table_kind *kind, const void *ctx, uint64_t hash,
    const void *key, uint32_t *id);

size_t packed_index_memory_bytes(const struct packed_index *x);
void packed_index_fini(struct packed_index *x);

#endif
