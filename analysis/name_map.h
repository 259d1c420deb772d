/* name_map.h - a hash table from (name, type) to a pointer. */
#ifndef NAME_MAP_H
#define NAME_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "arena.h"
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

/* `arena`, borrowed for the map's life, holds all of it. */
void name_map_init(struct name_map *m, struct arena *arena);

/* NULL: not there. */
void *name_map_get(
    const struct name_map *m, const struct dns_name *name, uint16_t type);

/* Where the value of this key is kept, made (NULL) if it is new; a view
 * until the next call. The map keeps a copy of `name`. */
struct name_map_slot *name_map_at(
    struct name_map *m, const struct dns_name *name, uint16_t type);

/* All slots in use, sorted by name and type, in memory of `arena`. */
struct name_map_slot *name_map_sorted(
    const struct name_map *m, struct arena *arena);

#endif
