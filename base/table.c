#include "base/table.h"

#include <errno.h>
#include <stdlib.h>

enum { FIRST_SLOTS = 64 };

bool
table_find(const struct table *t, const struct table_kind *kind,
    const void *ctx, uint64_t hash, const void *key, uint32_t *id)
{
	if (t->slots == 0)
		return false;
	size_t mask = t->slots - 1;
	for (size_t i = hash & mask; t->slot[i] != 0; i = (i + 1) & mask) {
		if (kind->equal(ctx, t->slot[i] - 1, key)) {
			*id = t->slot[i] - 1;
			return true;
		}
	}
	return false;
}

static void
put(uint32_t *slot, size_t mask, uint64_t hash, uint32_t id)
{
	size_t i = hash & mask;

	while (slot[i] != 0)
		i = (i + 1) & mask;
	slot[i] = id + 1;
}

/*
 * In the order of ids where that is known: the things then come one after the
 * other from memory, and only the slots at random.
 */
static void
copy(const struct table *t, const struct table_kind *kind, const void *ctx,
    uint32_t *slot, size_t mask)
{
	if (!t->scattered) {
		for (uint32_t id = 0; id < t->count; id++)
			put(slot, mask, kind->hash(ctx, id), id);
		return;
	}
	for (size_t i = 0; i < t->slots; i++) {
		if (t->slot[i] != 0)
			put(slot, mask, kind->hash(ctx, t->slot[i] - 1),
			    t->slot[i] - 1);
	}
}

static int
grow(struct table *t, const struct table_kind *kind, const void *ctx,
    size_t slots)
{
	uint32_t *slot = calloc(slots, sizeof(*slot));

	if (slot == NULL)
		return -ENOMEM;
	copy(t, kind, ctx, slot, slots - 1);
	free(t->slot);
	t->slot = slot;
	t->slots = slots;
	return 0;
}

int
table_reserve(struct table *t, const struct table_kind *kind, const void *ctx,
    size_t count)
{
	size_t slots = t->slots > 0 ? t->slots : FIRST_SLOTS;

	while (count > slots / 4 * 3) {
		if (slots > SIZE_MAX / 2)
			return -ENOMEM;
		slots *= 2;
	}
	return slots > t->slots ? grow(t, kind, ctx, slots) : 0;
}

int
table_add(struct table *t, const struct table_kind *kind, const void *ctx,
    uint32_t id)
{
	int rc = table_reserve(t, kind, ctx, t->count + 1);

	if (rc < 0)
		return rc;
	put(t->slot, t->slots - 1, kind->hash(ctx, id), id);
	t->scattered |= id != t->count;
	t->count++;
	return 0;
}

/*
 * The ids behind the hole that would not be found across it move up into it,
 * so that no slot is lost to a mark of what was removed.
 */
static void
close_hole(struct table *t, const struct table_kind *kind, const void *ctx,
    size_t hole)
{
	size_t mask = t->slots - 1;

	for (size_t i = (hole + 1) & mask; t->slot[i] != 0;
	     i = (i + 1) & mask) {
		size_t home = kind->hash(ctx, t->slot[i] - 1) & mask;
		if (((i - home) & mask) < ((i - hole) & mask))
			continue;
		t->slot[hole] = t->slot[i];
		hole = i;
	}
	t->slot[hole] = 0;
}

void
table_remove(struct table *t, const struct table_kind *kind, const void *ctx,
    uint32_t id)
{
	size_t mask = t->slots - 1;
	size_t i = kind->hash(ctx, id) & mask;

	while (t->slot[i] != id + 1)
		i = (i + 1) & mask;
	close_hole(t, kind, ctx, i);
	t->count--;
	t->scattered = true;
}

int
table_rebuild(struct table *t, const struct table_kind *kind, const void *ctx,
    uint32_t count)
{
	table_fini(t);
	for (uint32_t id = 0; id < count; id++) {
		int rc = table_add(t, kind, ctx, id);
		if (rc < 0)
			return rc;
	}
	return 0;
}

size_t
table_memory_bytes(const struct table *t)
{
	return t->slots * sizeof(*t->slot);
}

void
table_fini(struct table *t)
{
	free(t->slot);
	*t = (struct table){0};
}
