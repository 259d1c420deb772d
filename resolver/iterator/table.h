/*
 * table.h - an intrusive hash table with chains.
 *
 * The owner embeds a link, hashes and compares.  It grows where it can; a
 * table that cannot grow stays right and becomes slower.
 */
#ifndef ITERATOR_TABLE_H
#define ITERATOR_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

struct iterator_link {
	struct iterator_link *next;
	uint64_t hash;
};

struct iterator_table {
	struct iterator_link **bucket;
	size_t mask; /* buckets - 1, a power of 2 */
	size_t count;
};

/* The object of type `type` that has this link as `member`. */
#define ITERATOR_OF(link, type, member)                                        \
	((type *)(void *)((char *)(link)-offsetof(type, member)))

/* 0 or -ENOMEM. */
MUST_USE int iterator_table_init(struct iterator_table *t);

/* Frees the buckets, not what is linked. */
void iterator_table_fini(struct iterator_table *t);

void iterator_table_add(
    struct iterator_table *t, struct iterator_link *link, uint64_t hash);
void iterator_table_remove(
    struct iterator_table *t, struct iterator_link *link);

/* Those of this hash, one after the other; NULL: no more. */
struct iterator_link *iterator_table_find(
    const struct iterator_table *t, uint64_t hash);
struct iterator_link *iterator_table_next(const struct iterator_link *link);

/* Takes any link out; NULL: it is empty.  For freeing. */
struct iterator_link *iterator_table_take(struct iterator_table *t);

#endif
