#include "hash_slots.h"

#include <errno.h>
#include <stdlib.h>

enum { FIRST_SLOTS = 64 };

bool
hash_slots_find(const struct hash_slots *h, uint64_t hash,
    hash_slots_equal_fn *equal, const void *ctx, const void *key, uint32_t *id)
{
	if (h->slots == 0)
		return false;
	size_t mask = h->slots - 1;
	for (size_t i = (uint32_t)hash & mask; h->slot[i].id != 0;
	     i = (i + 1) & mask) {
		if (h->slot[i].hash != (uint32_t)hash ||
		    !equal(ctx, h->slot[i].id - 1, key))
			continue;
		*id = h->slot[i].id - 1;
		return true;
	}
	return false;
}

static void
put(struct hash_slot *slot, size_t mask, struct hash_slot new)
{
	size_t i = new.hash &mask;

	while (slot[i].id != 0)
		i = (i + 1) & mask;
	slot[i] = new;
}

static int
grow(struct hash_slots *h)
{
	size_t slots = h->slots > 0 ? 2 * h->slots : FIRST_SLOTS;
	struct hash_slot *slot = calloc(slots, sizeof(*slot));

	if (slot == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < h->slots; i++) {
		if (h->slot[i].id != 0)
			put(slot, slots - 1, h->slot[i]);
	}
	free(h->slot);
	h->slot = slot;
	h->slots = slots;
	return 0;
}

int
hash_slots_add(struct hash_slots *h, uint64_t hash, uint32_t id)
{
	if (h->count >= h->slots / 4 * 3) {
		int rc = grow(h);
		if (rc < 0)
			return rc;
	}
	put(h->slot, h->slots - 1, (struct hash_slot){id + 1, (uint32_t)hash});
	h->count++;
	return 0;
}

size_t
hash_slots_memory_bytes(const struct hash_slots *h)
{
	return h->slots * sizeof(*h->slot);
}

void
hash_slots_fini(struct hash_slots *h)
{
	free(h->slot);
	*h = (struct hash_slots){0};
}
