#include "ns_sets.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

struct key {
	const uint32_t *hosts;
	uint32_t count;
};

static uint32_t *
words(const struct ns_sets *s)
{
	return s->words.at;
}

const uint32_t *
ns_sets_hosts(const struct ns_sets *s, uint32_t set, uint32_t *count)
{
	*count = words(s)[set];
	return words(s) + set + 1;
}

static uint64_t
hash_of(const uint32_t *hosts, uint32_t count)
{
	return hash_bytes(hosts, count * sizeof(*hosts));
}

static bool
equal(const void *ctx, uint32_t id, const void *wanted)
{
	const struct key *key = wanted;
	uint32_t count;
	const uint32_t *hosts = ns_sets_hosts(ctx, id, &count);

	return count == key->count &&
	       memcmp(hosts, key->hosts, count * sizeof(*hosts)) == 0;
}

int
ns_sets_intern(
    struct ns_sets *s, const uint32_t *hosts, uint32_t count, uint32_t *set)
{
	struct key key = {.hosts = hosts, .count = count};
	size_t place = s->words.count;

	uint64_t hash = hash_of(hosts, count);

	if (hash_slots_find(&s->by_hosts, hash, equal, s, &key, set))
		return 0;
	if (place > UINT32_MAX - 2)
		return -EFBIG;
	uint32_t *new = array_push(&s->words, 1 + (size_t)count, sizeof(*new));
	if (new == NULL)
		return -ENOMEM;
	new[0] = count;
	memcpy(new + 1, hosts, count * sizeof(*hosts));
	*set = (uint32_t)place;
	return hash_slots_add(&s->by_hosts, hash, *set);
}

void
ns_sets_seal(struct ns_sets *s, const uint32_t *renamed,
    int (*compare)(const void *, const void *, void *), void *ctx)
{
	size_t end = s->words.count;

	for (size_t at = 0; at < end;) {
		uint32_t count = words(s)[at++];
		uint32_t *hosts = words(s) + at;
		for (uint32_t i = 0; i < count; i++)
			hosts[i] = renamed[hosts[i]];
		qsort_r(hosts, count, sizeof(*hosts), compare, ctx);
		at += count;
	}
	hash_slots_fini(&s->by_hosts);
	array_shrink(&s->words, sizeof(uint32_t));
}

size_t
ns_sets_memory_bytes(const struct ns_sets *s)
{
	return s->words.cap * sizeof(uint32_t) +
	       hash_slots_memory_bytes(&s->by_hosts);
}

void
ns_sets_fini(struct ns_sets *s)
{
	array_fini(&s->words);
	hash_slots_fini(&s->by_hosts);
}
