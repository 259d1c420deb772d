/*
 * name_table.h - domain names, each once, numbered 0, 1, 2 ... as they come.
 *
 * Names lie behind one another in one arena: about 24 bytes each all told.
 */
#ifndef NAME_TABLE_H
#define NAME_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"
#include "dns/name.h"

struct name_table;

MUST_USE int name_table_new(struct name_table **out); /* 0 or -ENOMEM */
void name_table_free(struct name_table *t);
size_t name_table_memory_bytes(const struct name_table *t);

/* Finds `name`, or adds it.  0 or -ENOMEM. */
MUST_USE int name_table_add(
    struct name_table *t, const struct dns_name *name, uint32_t *id);
bool name_table_find(
    const struct name_table *t, const struct dns_name *name, uint32_t *id);

uint32_t name_table_count(const struct name_table *t);
void name_table_get(
    const struct name_table *t, uint32_t id, struct dns_name *out);

#endif
