/*
 * table.h - finds 32-bit ids by the hash of what they stand for.
 *
 * Open addressing, at most three quarters full: 5 to 11 bytes an id.  The
 * things themselves are the caller's, mostly rows of a struct array, who says
 * how to hash them (by hash.h, as strangers choose them) and compare them.
 */
#ifndef TABLE_H
#define TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "macros.h"

struct table {
	uint32_t *slot; /* id + 1, or 0 */
	size_t slots;   /* a power of 2, or 0 */
	size_t count;
	bool scattered; /* the ids are not, in this order, 0, 1, 2, ... */
};

struct table_kind {
	uint64_t (*hash)(const void *ctx, uint32_t id);
	bool (*equal)(const void *ctx, uint32_t id, const void *key);
};

/* The id whose thing equals `key`, which has this hash. */
bool table_find(const struct table *t, const struct table_kind *kind,
    const void *ctx, uint64_t hash, const void *key, uint32_t *id);

/* Adds an id that is not there yet, below UINT32_MAX.  0 or -ENOMEM. */
MUST_USE int table_add(struct table *t, const struct table_kind *kind,
    const void *ctx, uint32_t id);

/* Room for `count` ids in all: adding those does not fail.  0 or -ENOMEM. */
MUST_USE int table_reserve(struct table *t, const struct table_kind *kind,
    const void *ctx, size_t count);

/* Takes out an id that is there; its thing must still be as it was. */
void table_remove(struct table *t, const struct table_kind *kind,
    const void *ctx, uint32_t id);

/* Holds the ids 0 to `count` - 1 instead.  0 or -ENOMEM. */
MUST_USE int table_rebuild(struct table *t, const struct table_kind *kind,
    const void *ctx, uint32_t count);

size_t table_memory_bytes(const struct table *t);
void table_fini(struct table *t);

#endif
