#include "host_sessions.h"

#include <stdlib.h>
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

/* The first of them that does not come before `ip`; most come in order. */
static size_t
place_of(const struct host_session *at, size_t count, const struct addr *ip)
{
	size_t from = 0, to = count;
	if (count > 0 && addr_compare(&at[count - 1].ip, ip) < 0)
		return count;
	while (from < to) {
		size_t mid = from + (to - from) / 2;
		if (addr_compare(&at[mid].ip, ip) < 0)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

/* Keeps the addresses sorted, and of each address the best session. */
static void
keep_session(struct arena *arena, struct host_session **list, size_t *count,
    const struct host_session *s)
{
	struct host_session *at = *list;
	size_t i = place_of(at, *count, &s->ip);
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
	size_t i = place_of(h->twins, h->twin_count, ip);
	return i < h->twin_count && addr_equal(&h->twins[i].ip, ip)
		   ? &h->twins[i]
		   : NULL;
}

/* One of a list, and which it was. */
struct listed_session {
	const struct host_session *session;
	size_t turn;
};

static int
by_address(const void *a, const void *b)
{
	const struct listed_session *x = a, *y = b;
	int order = addr_compare(&x->session->ip, &y->session->ip);
	return order != 0 ? order : (x->turn > y->turn) - (x->turn < y->turn);
}

void
host_sessions_take(struct name_map *hosts, struct arena *arena,
    struct host_session *const *lists, size_t list_count)
{
	struct listed_session *all;
	struct arena scratch;
	size_t count = 0, n = 0;
	for (size_t i = 0; i < list_count; i++)
		for (const struct host_session *s = lists[i]; s != NULL;
		     s = s->next)
			count++;
	arena_init(&scratch);
	all = arena_alloc(&scratch, count * sizeof(*all));
	for (size_t i = 0; i < list_count; i++)
		for (const struct host_session *s = lists[i]; s != NULL;
		     s = s->next, n++)
			all[n] = (struct listed_session){s, n};
	if (count > 1)
		qsort(all, count, sizeof(*all), by_address);
	for (n = 0; n < count; n++) {
		const struct host_session *s = all[n].session;
		struct name_map_entry *slot = name_map_keep(hosts, s->host, 0);
		if (slot->value == NULL)
			slot->value =
			    arena_alloc(arena, sizeof(struct host_sessions));
		host_sessions_add(slot->value, arena, s);
	}
	arena_fini(&scratch);
}
