#include "dns/name_map.h"

#include <stdlib.h>
#include <string.h>

#include "base/exit_code.h"
#include "base/log.h"

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

void
name_map_fini(struct name_map *m)
{
	array_fini(&m->entries);
	table_fini(&m->by_key);
}

/* Kept beside the name, which lies elsewhere in memory. */
static uint64_t
hash(const void *ctx, uint32_t id)
{
	return name_map_entry(ctx, id)->hash;
}

/* Names come from strangers; types are few. */
static uint32_t
hash_key(const struct dns_name *name, uint16_t type)
{
	return (uint32_t)dns_name_hash(name) + type * 0x9e3779b1u;
}

static bool
equal(const void *ctx, uint32_t id, const void *key)
{
	const struct name_map_entry *have = name_map_entry(ctx, id);
	const struct name_map_entry *want = key;
	return have->hash == want->hash && have->type == want->type &&
	       dns_name_equal(have->name, want->name);
}

static const struct table_kind by_key = {.hash = hash, .equal = equal};

static struct name_map_entry *
find(const struct name_map *m, const struct dns_name *name, uint16_t type)
{
	struct name_map_entry want = {
	    .name = name,
	    .type = type,
	    .hash = hash_key(name, type),
	};
	uint32_t id;
	if (!table_find(&m->by_key, &by_key, m, want.hash, &want, &id))
		return NULL;
	return (struct name_map_entry *)m->entries.at + id;
}

void *
name_map_get(
    const struct name_map *m, const struct dns_name *name, uint16_t type)
{
	const struct name_map_entry *e = find(m, name, type);
	return e != NULL ? e->value : NULL;
}

static void
need_heap(bool had)
{
	if (had)
		return;
	log_line("out of memory");
	exit(EXIT_CODE_EARLY);
}

void
name_map_reserve(struct name_map *m, size_t count)
{
	if (count <= m->entries.count)
		return;
	need_heap(array_reserve(&m->entries, count - m->entries.count,
		      sizeof(struct name_map_entry)) == 0);
	need_heap(table_reserve(&m->by_key, &by_key, m, count) == 0);
}

static struct name_map_entry *
add(struct name_map *m, const struct dns_name *name, uint16_t type)
{
	uint32_t id = (uint32_t)m->entries.count;
	struct name_map_entry *e = array_push(&m->entries, 1, sizeof(*e));
	need_heap(e != NULL);
	*e = (struct name_map_entry){
	    .name = name,
	    .type = type,
	    .hash = hash_key(name, type),
	};
	need_heap(table_add(&m->by_key, &by_key, m, id) == 0);
	return e;
}

struct name_map_entry *
name_map_at(struct name_map *m, const struct dns_name *name, uint16_t type)
{
	struct name_map_entry *e = find(m, name, type);
	return e != NULL ? e : add(m, name_new(m->arena, name), type);
}

struct name_map_entry *
name_map_keep(struct name_map *m, const struct dns_name *name, uint16_t type)
{
	struct name_map_entry *e = find(m, name, type);
	return e != NULL ? e : add(m, name, type);
}

static int
by_name(const void *a, const void *b)
{
	const struct name_map_entry *x = a, *y = b;
	int order = dns_name_compare(x->name, y->name);
	return order != 0 ? order : (int)x->type - (int)y->type;
}

struct name_map_entry *
name_map_sorted(const struct name_map *m, struct arena *arena)
{
	size_t count = name_map_count(m);
	struct name_map_entry *out = arena_alloc(arena, count * sizeof(*out));
	if (count == 0)
		return out;
	memcpy(out, m->entries.at, count * sizeof(*out));
	qsort(out, count, sizeof(*out), by_name);
	return out;
}
