/* flow_table.h - the open connections of one worker, by addresses and ports. */
#ifndef FLOW_TABLE_H
#define FLOW_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/macros.h"
#include "base/table.h"
#include "net/flow_key.h"

/* The first member of whatever is kept. */
struct flow_entry {
	struct flow_key key;
	uint32_t place;
};

/* All zero is an empty one. */
struct flow_table {
	struct array entries; /* struct flow_entry *, without holes */
	struct table by_key;
};

void flow_table_fini(struct flow_table *t);

/* Room for so many: to add them does not fail then.  0 or -ENOMEM. */
MUST_USE int flow_table_reserve(struct flow_table *t, size_t count);

/* NULL: there is none. */
struct flow_entry *flow_table_find(
    const struct flow_table *t, const struct flow_key *key);
void flow_table_add(struct flow_table *t, struct flow_entry *e);
void flow_table_remove(struct flow_table *t, const struct flow_entry *e);

/* Any of them; NULL: it is empty. */
struct flow_entry *flow_table_any(const struct flow_table *t);

#endif
