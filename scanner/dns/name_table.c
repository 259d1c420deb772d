#include "name_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/table.h"

struct name_table {
	struct array bytes;   /* names: length, then wire form */
	struct array offsets; /* size_t, by id */
	struct table by_name;
};

int
name_table_new(struct name_table **out)
{
	struct name_table *t = calloc(1, sizeof(*t));
	if (t == NULL)
		return -ENOMEM;
	*out = t;
	return 0;
}

void
name_table_free(struct name_table *t)
{
	if (t == NULL)
		return;
	array_fini(&t->bytes);
	array_fini(&t->offsets);
	table_fini(&t->by_name);
	free(t);
}

size_t
name_table_memory_bytes(const struct name_table *t)
{
	return sizeof(*t) + t->bytes.cap + t->offsets.cap * sizeof(size_t) +
	       table_memory_bytes(&t->by_name);
}

static const uint8_t *
entry(const struct name_table *t, uint32_t id)
{
	const size_t *offsets = t->offsets.at;
	return (const uint8_t *)t->bytes.at + offsets[id];
}

void
name_table_get(const struct name_table *t, uint32_t id, struct dns_name *out)
{
	const uint8_t *at = entry(t, id);
	out->len = at[0];
	memcpy(out->wire, at + 1, at[0]);
}

static uint64_t
hash(const void *ctx, uint32_t id)
{
	const uint8_t *at = entry(ctx, id);
	return hash_bytes(at + 1, at[0]);
}

static bool
equal(const void *ctx, uint32_t id, const void *key)
{
	const uint8_t *at = entry(ctx, id);
	const struct dns_name *name = key;
	return at[0] == name->len && memcmp(at + 1, name->wire, at[0]) == 0;
}

static const struct table_kind by_name = {.hash = hash, .equal = equal};

int
name_table_add(struct name_table *t, const struct dns_name *name, uint32_t *id)
{
	if (name_table_find(t, name, id))
		return 0;
	size_t place = t->bytes.count;
	if (table_reserve(&t->by_name, &by_name, t, t->by_name.count + 1) < 0 ||
	    array_reserve(&t->offsets, 1, sizeof(place)) < 0)
		return -ENOMEM;
	uint8_t *at = array_push(&t->bytes, name->len + 1u, 1);
	if (at == NULL)
		return -ENOMEM;
	at[0] = name->len;
	memcpy(at + 1, name->wire, name->len);
	*id = name_table_count(t);
	*(size_t *)array_push(&t->offsets, 1, sizeof(place)) = place;
	return table_add(&t->by_name, &by_name, t, *id);
}

bool
name_table_find(
    const struct name_table *t, const struct dns_name *name, uint32_t *id)
{
	return table_find(
	    &t->by_name, &by_name, t, dns_name_hash(name), name, id);
}

uint32_t
name_table_count(const struct name_table *t)
{
	return (uint32_t)t->offsets.count;
}
