#include "key_set.h"

#include <stdlib.h>
#include <string.h>

#include "base/siphash.h"

static uint64_t
key_of(const char *text)
{
	return siphash(&(struct siphash_key){1, 2}, text, strlen(text));
}

static int
compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

void
key_set_fini(struct key_set *s)
{
	free(s->keys);
	*s = (struct key_set){0};
}

void
key_set_add(struct key_set *s, const char *text)
{
	if (s->count == s->room) {
		s->room = s->room == 0 ? 256 : 2 * s->room;
		s->keys = realloc(s->keys, s->room * sizeof(*s->keys));
		if (s->keys == NULL)
			abort();
	}
	s->keys[s->count++] = key_of(text);
}

unsigned
key_set_seal(struct key_set *s)
{
	size_t kept = 0, before = s->count;
	if (before == 0)
		return 0;
	qsort(s->keys, s->count, sizeof(*s->keys), compare);
	for (size_t i = 0; i < before; i++)
		if (kept == 0 || s->keys[kept - 1] != s->keys[i])
			s->keys[kept++] = s->keys[i];
	s->count = kept;
	return (unsigned)(before - kept);
}

bool
key_set_has(const struct key_set *s, const char *text)
{
	uint64_t key = key_of(text);
	return s->count > 0 && bsearch(&key, s->keys, s->count,
				   sizeof(*s->keys), compare) != NULL;
}
