/* Many ids by their hashes; hashes that collide; ids that are not there. */
#include "resolver/zone/packed_index.h"

#include <stdlib.h>

#include "base/hash.h"
#include "tap.h"

enum { ALL_ALIKE = 1, SOME_ALIKE = 2 };

/* The thing behind an id is its number. */
static unsigned equals; /* asked */

static uint64_t
hash_of(unsigned alike, uint32_t thing)
{
	if (alike == ALL_ALIKE)
		return UINT64_MAX;
	return hash_bytes(&thing, alike == SOME_ALIKE ? 1 : sizeof(thing));
}

static uint64_t
hash(const void *ctx, uint32_t id)
{
	return hash_of(*(const unsigned *)ctx, id);
}

static bool
equal(const void *ctx, uint32_t id, const void *key)
{
	(void)ctx;
	equals++;
	return id == *(const uint32_t *)key;
}

static const struct table_kind kind = {hash, equal};

static bool
finds(const struct packed_index *x, unsigned alike, uint32_t thing)
{
	uint32_t id = UINT32_MAX;
	return packed_index_find(
		   x, &kind, &alike, hash_of(alike, thing), &thing, &id) &&
	       id == thing;
}

static void
check(unsigned alike, uint32_t count)
{
	struct packed_index x = {0};
	unsigned missed = 0, false_ones = 0;
	ok(packed_index_build(&x, &kind, &alike, count) == 0, "is built");
	equals = 0;
	for (uint32_t i = 0; i < count; i++)
		missed += !finds(&x, alike, i);
	for (uint32_t i = count; i < 2 * count + 3; i++)
		false_ones += finds(&x, alike, i);
	ok(missed == 0 && false_ones == 0, "has its ids, and no other");
	if (alike == 0)
		ok(equals <= count + count / 20,
		    "and hardly looks at another than the one sought");
	ok(packed_index_memory_bytes(&x) <= 16 * (size_t)count / 3 + 4,
	    "in 5.3 bytes each");
	packed_index_fini(&x);
}

int
main(void)
{
	static const uint32_t counts[] = {1, 2, 3, 31, 32, 33, 100, 40000};
	struct packed_index none = {0};
	unsigned alike = 0;
	uint32_t thing = 0, id;
	ok(!packed_index_find(&none, &kind, &alike, 0, &thing, &id), "nothing");
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
		check(0, counts[i]);
	check(0, 0);
	check(ALL_ALIKE, 200);
	check(SOME_ALIKE, 1000);
	return tap_end();
}
