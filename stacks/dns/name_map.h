/* name_map.h - from (name, type) to a pointer. */
#ifndef NAME_MAP_H
#define NAME_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/table.h"
#include "dns/name.h"

struct name_map_entry {
	const struct dns_name *name;
	uint16_t type;
	uint32_t hash; /* of both */
	void *value;
};

struct name_map {
	struct arena *arena;  /* holds copies of names */
	struct array entries; /* struct name_map_entry, as they came */
	struct table by_key;
};

/* A copy with room for its own bytes only: dns_name_copy(). */
const struct dns_name *name_new(struct arena *a, const struct dns_name *name);

/*
 * `arena` is borrowed for the map's life.  An exhausted heap ends the program,
 * as that of the arena does.
 */
void name_map_init(struct name_map *m, struct arena *arena);
void name_map_fini(struct name_map *m);

/* Room for so many, so that nothing is moved, nor wasted, before. */
void name_map_reserve(struct name_map *m, size_t count);

/* How many there are; and the i-th that came, a view until the next one. */
static inline size_t
name_map_count(const struct name_map *m)
{
	return m->entries.count;
}

static inline const struct name_map_entry *
name_map_entry(const struct name_map *m, size_t i)
{
	return (const struct name_map_entry *)m->entries.at + i;
}

/* NULL: not there. */
void *name_map_get(
    const struct name_map *m, const struct dns_name *name, uint16_t type);

/* Where the value of this key is kept, made (NULL) if it is new; a view
 * until the next call. The map keeps a copy of `name`. */
struct name_map_entry *name_map_at(
    struct name_map *m, const struct dns_name *name, uint16_t type);

/* The same; the map keeps `name` itself, which must live as long. */
struct name_map_entry *name_map_keep(
    struct name_map *m, const struct dns_name *name, uint16_t type);

/* All entries, sorted by name and type, in memory of `arena`. */
struct name_map_entry *name_map_sorted(
    const struct name_map *m, struct arena *arena);

#endif
