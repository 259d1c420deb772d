#include "set.h"

#include <errno.h>
#include <stdlib.h>

enum { FIRST_SLOTS = 64 };

int
iterator_set_init(struct iterator_set *s)
{
	*s = (struct iterator_set){.mask = FIRST_SLOTS - 1};
	s->slot = calloc(FIRST_SLOTS, sizeof(*s->slot));
	return s->slot != NULL ? 0 : -ENOMEM;
}

void
iterator_set_fini(struct iterator_set *s)
{
	free(s->slot);
}

/* Where the hash is, or the empty slot where it would be. */
static uint64_t *
slot_of(const struct iterator_set *s, uint64_t hash)
{
	size_t i = hash & s->mask;

	while (s->slot[i] != 0 && s->slot[i] != hash)
		i = (i + 1) & s->mask;
	return &s->slot[i];
}

/* No element is 0, which marks an empty slot. */
static uint64_t
not_zero(uint64_t hash)
{
	return hash != 0 ? hash : 1;
}

int
iterator_set_reserve(struct iterator_set *s, size_t more)
{
	struct iterator_set wider = {.mask = s->mask, .count = s->count};

	while ((s->count + more) * 4 > (wider.mask + 1) * 3)
		wider.mask = wider.mask * 2 + 1;
	if (wider.mask == s->mask)
		return 0;
	wider.slot = calloc(wider.mask + 1, sizeof(*wider.slot));
	if (wider.slot == NULL)
		return -ENOMEM;
	for (size_t i = 0; i <= s->mask; i++)
		if (s->slot[i] != 0)
			*slot_of(&wider, s->slot[i]) = s->slot[i];
	free(s->slot);
	*s = wider;
	return 0;
}

void
iterator_set_add(struct iterator_set *s, uint64_t hash)
{
	hash = not_zero(hash);
	if (iterator_set_has(s, hash) || iterator_set_reserve(s, 1) < 0)
		return;
	*slot_of(s, hash) = hash;
	s->count++;
}

bool
iterator_set_has(const struct iterator_set *s, uint64_t hash)
{
	return *slot_of(s, not_zero(hash)) != 0;
}
