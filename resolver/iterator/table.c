#include "table.h"

#include <errno.h>
#include <stdlib.h>

enum { FIRST_BUCKETS = 64 };

int
iterator_table_init(struct iterator_table *t)
{
	*t = (struct iterator_table){.mask = FIRST_BUCKETS - 1};
	t->bucket = calloc(FIRST_BUCKETS, sizeof(struct iterator_link *));
	return t->bucket != NULL ? 0 : -ENOMEM;
}

void
iterator_table_fini(struct iterator_table *t)
{
	free(t->bucket);
}

static void
put(struct iterator_table *t, struct iterator_link *link)
{
	struct iterator_link **at = &t->bucket[link->hash & t->mask];

	link->next = *at;
	*at = link;
}

static void
grow(struct iterator_table *t)
{
	struct iterator_table wider = {.mask = t->mask * 2 + 1};

	wider.bucket = calloc(wider.mask + 1, sizeof(struct iterator_link *));
	if (wider.bucket == NULL)
		return;
	for (size_t i = 0; i <= t->mask; i++) {
		while (t->bucket[i] != NULL) {
			struct iterator_link *link = t->bucket[i];
			t->bucket[i] = link->next;
			put(&wider, link);
		}
	}
	wider.count = t->count;
	free(t->bucket);
	*t = wider;
}

void
iterator_table_add(
    struct iterator_table *t, struct iterator_link *link, uint64_t hash)
{
	link->hash = hash;
	if (t->count > t->mask)
		grow(t);
	put(t, link);
	t->count++;
}

void
iterator_table_remove(struct iterator_table *t, struct iterator_link *link)
{
	struct iterator_link **at = &t->bucket[link->hash & t->mask];

	while (*at != link)
		at = &(*at)->next;
	*at = link->next;
	t->count--;
}

static struct iterator_link *
first_of(struct iterator_link *link, uint64_t hash)
{
	while (link != NULL && link->hash != hash)
		link = link->next;
	return link;
}

struct iterator_link *
iterator_table_find(const struct iterator_table *t, uint64_t hash)
{
	return first_of(t->bucket[hash & t->mask], hash);
}

struct iterator_link *
iterator_table_next(const struct iterator_link *link)
{
	return first_of(link->next, link->hash);
}

struct iterator_link *
iterator_table_take(struct iterator_table *t)
{
	if (t->count == 0)
		return NULL;
	for (size_t i = 0; i <= t->mask; i++) {
		struct iterator_link *link = t->bucket[i];
		if (link == NULL)
			continue;
		t->bucket[i] = link->next;
		t->count--;
		return link;
	}
	return NULL;
}
