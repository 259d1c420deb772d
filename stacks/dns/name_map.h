/* name_map.h - a hash table from (name, type) to a pointer. */
#ifndef NAME_MAP_H
#define NAME_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "dns/name.h"

struct name_map_slot {
	const struct dns_name *name; /* NULL: free */
	uint16_t type;
	void *value;
};

struct name_map {
	struct arena *arena;
	struct name_map_slot *slots;
	size_t count, cap;
};

/* A copy with room for its own bytes only: dns_name_copy(). */
const struct dns_name *name_new(struct arena *a, const struct dns_name *name);

/* `arena`, borrowed for the map's life, holds all of it. */
void name_map_init(struct name_map *m, struct arena *arena);

/* Room for so many, so that nothing is moved, nor wasted, before. */
void name_map_reserve(struct name_map *m, size_t count);

/* NULL: not there. */
void *name_map_get(
    const struct name_map *m, const struct dns_name *name, uint16_t type);

/* Where the value of this key is kept, made (NULL) if it is new; a view
 * until the next call. The map keeps a copy of `name`. */
struct name_map_slot *name_map_at(
    struct name_map *m, const struct dns_name *name, uint16_t type);

/* The same; the map keeps `name` itself, which must live as long. */
struct name_map_slot *name_map_keep(
    struct name_map *m, const struct dns_name *name, uint16_t type);

/* All slots in use, sorted by name and type, in memory of `arena`. */
struct name_map_slot *name_map_sorted(
    const struct name_map *m, struct arena *arena);

#endif
