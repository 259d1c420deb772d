#include "compact_set.h"

#include <errno.h>

void
compact_set_fini(struct compact_set *s)
{
	array_fini(&s->hashes);
	table_fini(&s->by_hash);
}

static uint64_t
hash_at(const void *ctx, uint32_t id)
{
	const struct compact_set *s = ctx;
	const uint64_t *hashes = s->hashes.at;

	return hashes[id];
}

static bool
equal(const void *ctx, uint32_t id, const void *key)
{
	const uint64_t *hash = key;

	return hash_at(ctx, id) == *hash;
}

static const struct table_kind by_hash = {.hash = hash_at, .equal = equal};

int
compact_set_reserve(struct compact_set *s, size_t more)
{
	if (array_reserve(&s->hashes, more, sizeof(uint64_t)) < 0)
		return -ENOMEM;
	return table_reserve(&s->by_hash, &by_hash, s, s->hashes.count + more);
}

void
compact_set_add(struct compact_set *s, uint64_t hash)
{
	if (compact_set_has(s, hash) || compact_set_reserve(s, 1) < 0)
		return;
	uint32_t id = (uint32_t)s->hashes.count;
	uint64_t *new = array_push(&s->hashes, 1, sizeof(*new));
	if (new == NULL)
		return;
	*new = hash;
	if (table_add(&s->by_hash, &by_hash, s, id) < 0)
		s->hashes.count--;
}

bool
compact_set_has(const struct compact_set *s, uint64_t hash)
{
	uint32_t id;

	return table_find(&s->by_hash, &by_hash, s, hash, &hash, &id);
}
