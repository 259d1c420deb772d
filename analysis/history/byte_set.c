#include "byte_set.h"

#include <stdlib.h>
#include <string.h>

#include "base/exit_code.h"
#include "base/hash.h"
#include "base/log.h"

static uint64_t
hash_of(const void *ctx, uint32_t id)
{
	const struct byte_member *m = ctx;
	return hash_bytes(m[id].bytes, m[id].len);
}

static bool
is_equal(const void *ctx, uint32_t id, const void *key)
{
	const struct byte_member *m = ctx, *k = key;
	return m[id].len == k->len &&
	       memcmp(m[id].bytes, k->bytes, k->len) == 0;
}

static const struct table_kind kind = {hash_of, is_equal};

void
byte_set_init(struct byte_set *s, struct arena *arena)
{
	*s = (struct byte_set){.arena = arena};
}

void
byte_set_fini(struct byte_set *s)
{
	array_fini(&s->members);
	table_fini(&s->by_bytes);
}

struct byte_member *
byte_set_find(const struct byte_set *s, const void *bytes, size_t len)
{
	struct byte_member key = {bytes, len, NULL};
	uint32_t id;
	return table_find(&s->by_bytes, &kind, s->members.at,
		   hash_bytes(bytes, len), &key, &id)
		   ? (struct byte_member *)s->members.at + id
		   : NULL;
}

struct byte_member *
byte_set_at(struct byte_set *s, const void *bytes, size_t len, bool *fresh)
{
	struct byte_member *m = byte_set_find(s, bytes, len);
	*fresh = m == NULL;
	if (m != NULL)
		return m;
	uint32_t id = (uint32_t)s->members.count;
	m = array_push(&s->members, 1, sizeof(*m));
	if (m != NULL) {
		uint8_t *copy = arena_bytes(s->arena, len);
		memcpy(copy, bytes, len);
		*m = (struct byte_member){copy, len, NULL};
	}
	if (m == NULL ||
	    table_add(&s->by_bytes, &kind, s->members.at, id) < 0) {
		log_line("out of memory");
		exit(EXIT_CODE_EARLY);
	}
	return m;
}

bool
byte_set_is_new(struct byte_set *s, const void *bytes, size_t len)
{
	bool fresh;
	byte_set_at(s, bytes, len, &fresh);
	return fresh;
}
