#include "name_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct name_table {
	uint8_t *arena; /* names: length, then wire form */
	size_t arena_len, arena_cap;
	size_t *offset; /* by id */
	uint32_t count, cap;
	uint32_t *slots; /* id + 1; 0 is free */
	size_t mask;
};

enum { START = 256 };

int
name_table_new(struct name_table **out)
{
	struct name_table *t = calloc(1, sizeof(*t));
	if (t == NULL)
		return -ENOMEM;
	t->mask = START - 1;
	t->slots = calloc(START, sizeof(*t->slots));
	if (t->slots == NULL) {
		free(t);
		return -ENOMEM;
	}
	*out = t;
	return 0;
}

void
name_table_free(struct name_table *t)
{
	if (t == NULL)
		return;
	free(t->arena);
	free(t->offset);
	free(t->slots);
	free(t);
}

void
name_table_get(const struct name_table *t, uint32_t id, struct dns_name *out)
{
	const uint8_t *at = t->arena + t->offset[id];
	out->len = at[0];
	memcpy(out->wire, at + 1, at[0]);
}

static bool
is_name(const struct name_table *t, uint32_t id, const struct dns_name *name)
{
	const uint8_t *at = t->arena + t->offset[id];
	return at[0] == name->len && memcmp(at + 1, name->wire, at[0]) == 0;
}

/* The slot that holds `name`, or the free one where it belongs. */
static size_t
slot_of(const struct name_table *t, const struct dns_name *name)
{
	size_t i = dns_name_hash(name) & t->mask;
	while (t->slots[i] != 0 && !is_name(t, t->slots[i] - 1, name))
		i = (i + 1) & t->mask;
	return i;
}

static int
grow_slots(struct name_table *t)
{
	size_t mask = t->mask * 2 + 1;
	uint32_t *slots = calloc(mask + 1, sizeof(*slots));
	if (slots == NULL)
		return -ENOMEM;
	free(t->slots);
	t->slots = slots;
	t->mask = mask;
	for (uint32_t id = 0; id < t->count; id++) {
		struct dns_name name;
		name_table_get(t, id, &name);
		t->slots[slot_of(t, &name)] = id + 1;
	}
	return 0;
}

static int
make_room(struct name_table *t, size_t bytes)
{
	if (t->count == t->cap) {
		uint32_t cap = t->cap ? t->cap * 2 : START;
		size_t *offset = reallocarray(t->offset, cap, sizeof(*offset));
		if (offset == NULL)
			return -ENOMEM;
		t->offset = offset;
		t->cap = cap;
	}
	if (t->arena_len + bytes > t->arena_cap) {
		size_t cap = t->arena_cap * 2 + 16 * START;
		uint8_t *arena = realloc(t->arena, cap);
		if (arena == NULL)
			return -ENOMEM;
		t->arena = arena;
		t->arena_cap = cap;
	}
	if ((size_t)t->count * 4 >= t->mask * 3)
		return grow_slots(t);
	return 0;
}

int
name_table_add(struct name_table *t, const struct dns_name *name, uint32_t *id)
{
	if (name_table_find(t, name, id))
		return 0;
	int rc = make_room(t, name->len + 1u);
	if (rc < 0)
		return rc;

	*id = t->count++;
	t->offset[*id] = t->arena_len;
	t->arena[t->arena_len] = name->len;
	memcpy(t->arena + t->arena_len + 1, name->wire, name->len);
	t->arena_len += name->len + 1u;
	t->slots[slot_of(t, name)] = *id + 1;
	return 0;
}

bool
name_table_find(
    const struct name_table *t, const struct dns_name *name, uint32_t *id)
{
	uint32_t found = t->slots[slot_of(t, name)];
	if (found == 0)
		return false;
	*id = found - 1;
	return true;
}

uint32_t
name_table_count(const struct name_table *t)
{
	return t->count;
}
