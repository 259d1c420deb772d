#include "base/table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "dns/name.h"
#include "no_heap.h"
#include "tap.h"

enum { MANY = 20000 };

/* The things: 64-bit numbers by id, some of them in the table. */
struct things {
	uint64_t at[MANY];
	bool in[MANY];
	struct table table;
};

static uint64_t
by_key(const void *ctx, uint32_t id)
{
	return hash_bytes(&((const struct things *)ctx)->at[id], 8);
}

/* All in one place, and so behind one another. */
static uint64_t
all_alike(const void *ctx, uint32_t id)
{
	(void)ctx, (void)id;
	return 62;
}

static bool
equal(const void *ctx, uint32_t id, const void *key)
{
	return ((const struct things *)ctx)->at[id] == *(const uint64_t *)key;
}

static const struct table_kind keyed = {.hash = by_key, .equal = equal};
static const struct table_kind alike = {.hash = all_alike, .equal = equal};

static bool
has(const struct things *t, const struct table_kind *kind, uint32_t id)
{
	uint32_t found;

	return table_find(
		   &t->table, kind, t, kind->hash(t, id), &t->at[id], &found) &&
	       found == id;
}

/* The table has what it should have, up to `count`. */
static bool
agrees(const struct things *t, const struct table_kind *kind, uint32_t count)
{
	size_t in = 0;

	for (uint32_t id = 0; id < count; id++) {
		in += t->in[id];
		if (has(t, kind, id) != t->in[id])
			return false;
	}
	return in == t->table.count;
}

static void
toggle(struct things *t, const struct table_kind *kind, uint32_t id)
{
	if (t->in[id])
		table_remove(&t->table, kind, t, id);
	else if (table_add(&t->table, kind, t, id) < 0)
		abort();
	t->in[id] = !t->in[id];
}

static struct things *
things_new(void)
{
	struct things *t = calloc(1, sizeof(*t));

	if (t == NULL)
		abort();
	for (uint32_t id = 0; id < MANY; id++)
		t->at[id] = id * 7919u;
	return t;
}

static void
things_free(struct things *t)
{
	table_fini(&t->table);
	free(t);
}

static void
test_growth(void)
{
	struct things *t = things_new();

	ok(!has(t, &keyed, 0), "an empty one has nothing");
	for (uint32_t id = 0; id < MANY; id++)
		toggle(t, &keyed, id);
	ok(agrees(t, &keyed, MANY), "it has all that was added");
	ok(table_memory_bytes(&t->table) <= MANY * 11, "in 11 bytes each");
	for (uint32_t id = 0; id < MANY; id += 2)
		toggle(t, &keyed, id);
	ok(agrees(t, &keyed, MANY), "and not what was removed");
	memset(t->in, false, sizeof(t->in));
	memset(t->in, true, 100);
	ok(table_rebuild(&t->table, &keyed, t, 100) == 0 &&
		agrees(t, &keyed, MANY),
	    "made anew it has the first ones");
	things_free(t);
}

/* Deletion where every chain wraps around the end of the slots. */
static void
test_removal(const struct table_kind *kind, uint32_t count, const char *what)
{
	struct things *t = things_new();
	uint64_t state = 1;
	bool right = true;

	for (unsigned i = 0; i < 3000; i++) {
		state = state * 6364136223846793005u + 1442695040888963407u;
		toggle(t, kind, (uint32_t)(state >> 33) % count);
		right = right && agrees(t, kind, count);
	}
	ok(right, what);
	things_free(t);
}

static void
test_reserve(void)
{
	struct things *t = things_new();

	ok(table_reserve(&t->table, &keyed, t, MANY) == 0, "reserves");
	const uint32_t *before = t->table.slot;
	for (uint32_t id = 0; id < MANY; id++)
		toggle(t, &keyed, id);
	ok(t->table.slot == before && agrees(t, &keyed, MANY),
	    "what is reserved does not move");
	ok(table_reserve(&t->table, &keyed, t, SIZE_MAX) == -ENOMEM &&
		table_reserve(&t->table, &keyed, t, SIZE_MAX / 8) == -ENOMEM &&
		agrees(t, &keyed, MANY),
	    "too much is -ENOMEM, and it stays as it was");
	things_free(t);
}

/* What tables were keyed by before: anybody can compute it. */
static uint64_t
unkeyed(const struct dns_name *name)
{
	uint64_t hash = name->len * 0x9e3779b97f4a7c15u, word;

	memcpy(&word, name->wire, 8);
	hash = (hash ^ word) * 0x9fb21c651e98df25u;
	hash ^= hash >> 32;
	memcpy(&word, name->wire + 8, 8);
	hash = (hash ^ word) * 0x9fb21c651e98df25u;
	return hash ^ hash >> 32;
}

/* Names of 16 bytes whose unkeyed hash agrees in its low 8 bits. */
static void
test_flooding(void)
{
	enum { SLOTS = 256, NAMES = 4096 };
	static unsigned in_slot[SLOTS];
	struct dns_name name = {.len = 16};
	unsigned names = 0, worst = 0;

	memcpy(name.wire,
	    "\x0e"
	    "aaaaaaaaaaaaaa",
	    16);
	for (uint64_t n = 0; names < NAMES; n++) {
		for (unsigned i = 0; i < 10; i++)
			name.wire[1 + i] = (uint8_t)('a' + (n >> 4 * i & 15));
		if (unkeyed(&name) % SLOTS != 0)
			continue;
		names++;
		in_slot[dns_name_hash(&name) % SLOTS]++;
	}
	for (unsigned i = 0; i < SLOTS; i++)
		worst = in_slot[i] > worst ? in_slot[i] : worst;
	/* 16 on average; 64 has a probability of about 10^-15 for all. */
	ok(worst < 64, "names chosen to fall into one place are spread");
}

int
main(void)
{
	test_growth();
	test_removal(&keyed, 40, "added and removed, a few");
	test_removal(&keyed, 200, "added and removed, while it grows");
	test_removal(&alike, 40, "added and removed, all of one hash");
	test_reserve();
	test_flooding();
	return tap_end();
}
