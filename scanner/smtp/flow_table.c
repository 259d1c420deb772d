#include "flow_table.h"

#include <assert.h>

static struct flow_entry **
entry_at(const struct flow_table *t, uint32_t place)
{
	return (struct flow_entry **)t->entries.at + place;
}

static uint64_t
hash(const void *ctx, uint32_t place)
{
	return flow_key_hash(&(*entry_at(ctx, place))->key);
}

static bool
equal(const void *ctx, uint32_t place, const void *key)
{
	return flow_key_equal(&(*entry_at(ctx, place))->key, key);
}

static const struct table_kind by_key = {.hash = hash, .equal = equal};

void
flow_table_fini(struct flow_table *t)
{
	array_fini(&t->entries);
	table_fini(&t->by_key);
}

int
flow_table_reserve(struct flow_table *t, size_t count)
{
	int rc = array_reserve(&t->entries, count, sizeof(struct flow_entry *));
	return rc < 0 ? rc : table_reserve(&t->by_key, &by_key, t, count);
}

struct flow_entry *
flow_table_find(const struct flow_table *t, const struct flow_key *key)
{
	uint32_t place;
	if (!table_find(
		&t->by_key, &by_key, t, flow_key_hash(key), key, &place))
		return NULL;
	return *entry_at(t, place);
}

/* There is room. */
static void
put(struct flow_table *t, struct flow_entry *e, uint32_t place)
{
	*entry_at(t, place) = e;
	e->place = place;
	int rc = table_add(&t->by_key, &by_key, t, place);
	assert(rc == 0);
}

void
flow_table_add(struct flow_table *t, struct flow_entry *e)
{
	uint32_t place = (uint32_t)t->entries.count;
	void *new = array_push(&t->entries, 1, sizeof(e));
	assert(new != NULL);
	put(t, e, place);
}

/* The last one takes its place. */
void
flow_table_remove(struct flow_table *t, const struct flow_entry *e)
{
	uint32_t place = e->place;
	uint32_t last = (uint32_t)t->entries.count - 1;
	table_remove(&t->by_key, &by_key, t, place);
	if (place != last) {
		table_remove(&t->by_key, &by_key, t, last);
		put(t, *entry_at(t, last), place);
	}
	t->entries.count = last;
}

struct flow_entry *
flow_table_any(const struct flow_table *t)
{
	return t->entries.count > 0 ? *entry_at(t, 0) : NULL;
}
