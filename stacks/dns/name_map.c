#include "dns/name_map.h"

#include <stdlib.h>
#include <string.h>

const struct dns_name *
name_new(struct arena *a, const struct dns_name *name)
{
	size_t len = offsetof(struct dns_name, wire) + name->len;
	return memcpy(arena_bytes(a, len), name, len);
}

void
name_map_init(struct name_map *m, struct arena *arena)
{
	*m = (struct name_map){.arena = arena};
}

static struct name_map_slot *
find(const struct name_map *m, const struct dns_name *name, uint16_t type)
{
	size_t i = (size_t)(dns_name_hash(name) + type * 0x9e3779b97f4a7c15u);
	for (;; i++) {
		struct name_map_slot *s = &m->slots[i & (m->cap - 1)];
		if (s->name == NULL ||
		    (s->type == type && dns_name_equal(s->name, name)))
			return s;
	}
}

void *
name_map_get(
    const struct name_map *m, const struct dns_name *name, uint16_t type)
{
	if (m->cap == 0)
		return NULL;
	return find(m, name, type)->value;
}

static void
resize(struct name_map *m, size_t cap)
{
	struct name_map old = *m;
	m->cap = cap;
	m->slots = arena_alloc(m->arena, m->cap * sizeof(*m->slots));
	for (size_t i = 0; i < old.cap; i++) {
		struct name_map_slot *s = &old.slots[i];
		if (s->name != NULL)
			*find(m, s->name, s->type) = *s;
	}
}

/* Three quarters of the slots are used at most. */
void
name_map_reserve(struct name_map *m, size_t count)
{
	size_t cap = m->cap == 0 ? 64 : m->cap;
	while (cap - cap / 4 < count)
		cap *= 2;
	if (cap > m->cap)
		resize(m, cap);
}

struct name_map_slot *
name_map_at(struct name_map *m, const struct dns_name *name, uint16_t type)
{
	struct name_map_slot *s = name_map_keep(m, name, type);
	if (s->name == name)
		s->name = name_new(m->arena, name);
	return s;
}

struct name_map_slot *
name_map_keep(struct name_map *m, const struct dns_name *name, uint16_t type)
{
	name_map_reserve(m, m->count + 1);
	struct name_map_slot *s = find(m, name, type);
	if (s->name == NULL) {
		s->name = name;
		s->type = type;
		m->count++;
	}
	return s;
}

static int
by_name(const void *a, const void *b)
{
	const struct name_map_slot *x = a, *y = b;
	int order = dns_name_compare(x->name, y->name);
	return order != 0 ? order : (int)x->type - (int)y->type;
}

struct name_map_slot *
name_map_sorted(const struct name_map *m, struct arena *arena)
{
	struct name_map_slot *out = arena_alloc(arena, m->count * sizeof(*out));
	size_t n = 0;
	for (size_t i = 0; i < m->cap; i++) {
		if (m->slots[i].name != NULL)
			out[n++] = m->slots[i];
	}
	qsort(out, n, sizeof(*out), by_name);
	return out;
}
