#include "table.h"

#include <errno.h>
#include <stdlib.h>

enum { FIRST_SLOTS = 1024 };

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

static int
grow(struct table *t, const struct table_kind *kind, const void *ctx)
{
	size_t slots = t->slots > 0 ? t->slots * 2 : FIRST_SLOTS;
	uint32_t *slot = calloc(slots, sizeof(*slot));

	if (slot == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < t->slots; i++) {
		if (t->slot[i] != 0)
			put(slot, slots - 1, kind->hash(ctx, t->slot[i] - 1),
			    t->slot[i] - 1);
	}
	free(t->slot);
	t->slot = slot;
	t->slots = slots;
	return 0;
}

int
table_add(struct table *t, const struct table_kind *kind, const void *ctx,
    uint32_t id)
{
	if (t->count + 1 > t->slots / 4 * 3) {
		int rc = grow(t, kind, ctx);
		if (rc < 0)
			return rc;
	}
	put(t->slot, t->slots - 1, kind->hash(ctx, id), id);
	t->count++;
	return 0;
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
