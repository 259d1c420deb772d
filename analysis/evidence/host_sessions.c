#include "host_sessions.h"

#include <string.h>

static bool
better_session(const struct host_session *s, const struct host_session *old)
{
	if ((s->chain_count > 0) != (old->chain_count > 0))
		return s->chain_count > 0;
	if (s->rx_ns != old->rx_ns)
		return s->rx_ns > old->rx_ns;
	return s->order < old->order;
}

/* Another one with the same address: the better one comes first. */
static void
add_session(struct arena *arena, struct host_session *first,
    const struct host_session *s)
{
	struct host_session *other = arena_copy(arena, s, sizeof(*s));
	if (better_session(s, first)) {
		*other = *first;
		*first = *s;
	} else {
		other->other = first->other;
	}
	first->other = other;
}

/* Keeps the addresses sorted, and of each address the best session. */
static void
keep_session(struct arena *arena, struct host_session **list, size_t *count,
    const struct host_session *s)
{
	struct host_session *at = *list;
	size_t i = 0;
	while (i < *count && addr_compare(&at[i].ip, &s->ip) < 0)
		i++;
	if (i < *count && addr_equal(&at[i].ip, &s->ip)) {
		add_session(arena, &at[i], s);
		return;
	}
	*list = at = arena_grow(arena, at, *count, sizeof(*at));
	memmove(&at[i + 1], &at[i], (*count - i) * sizeof(*at));
	at[i] = *s;
	++*count;
}

void
host_sessions_add(
    struct host_sessions *h, struct arena *arena, const struct host_session *s)
{
	if (s->twin == LEAF_KEY_ANY)
		keep_session(arena, &h->at, &h->count, s);
	else
		keep_session(arena, &h->twins, &h->twin_count, s);
}

const struct host_session *
host_sessions_twin(const struct host_sessions *h, const struct addr *ip)
{
	for (size_t i = 0; i < h->twin_count; i++)
		if (addr_equal(&h->twins[i].ip, ip))
			return &h->twins[i];
	return NULL;
}
