#include "recent_set.h"

void
recent_set_init(struct recent_set *s)
{
	arena_init(&s->arena);
	byte_set_init(&s->set, &s->arena);
}

void
recent_set_fini(struct recent_set *s)
{
	byte_set_fini(&s->set);
	arena_fini(&s->arena);
}

bool
recent_set_is_new(struct recent_set *s, const void *bytes, size_t len)
{
	size_t members = s->set.members.count * sizeof(struct byte_member);
	if (s->arena.bytes + members > RECENT_SET_BYTES) {
		recent_set_fini(s);
		recent_set_init(s);
	}
	return byte_set_is_new(&s->set, bytes, len);
}
