#include "base/arena.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "tap.h"

static bool
is_zero(const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i] != 0)
			return false;
	return true;
}

/* Bytes of every length lie before what is to be aligned. */
static void
test_alignment(struct arena *a)
{
	bool aligned = true, zero = true;
	for (size_t len = 0; len < 40; len++) {
		memset(arena_bytes(a, len), 0xff, len);
		uint8_t *p = arena_alloc(a, 24);
		aligned &= (uintptr_t)p % sizeof(void *) == 0;
		zero &= is_zero(p, 24);
		memset(p, 0xff, 24);
	}
	ok(aligned, "aligned for pointers, whatever lies before it");
	ok(zero, "and zero");
	const uint8_t *one = arena_bytes(a, 1), *two = arena_bytes(a, 1);
	ok(two == one + 1, "bytes alone stand close");
}

static void
test_large(struct arena *a)
{
	enum { LARGE = 1 << 20 };
	size_t before = a->bytes;
	uint8_t *p = arena_alloc(a, LARGE);
	bool zero = is_zero(p, LARGE);
	memset(p, 0xff, LARGE);
	uint8_t *next = arena_alloc(a, 8);
	ok(zero && is_zero(next, 8), "a megabyte, and what comes behind it");
	ok(a->bytes >= before + LARGE, "is counted");
	ok(arena_alloc(a, 0) != NULL, "nothing has a place, too");
}

static void
test_grow(struct arena *a)
{
	enum { COUNT = 1000 };
	unsigned *items = NULL;
	bool kept = true;
	for (unsigned i = 0; i < COUNT; i++) {
		items = arena_grow(a, items, i, sizeof(*items));
		items[i] = i;
		(void)arena_bytes(a, 3); /* nothing is next to it */
	}
	for (unsigned i = 0; i < COUNT; i++)
		kept &= items[i] == i;
	ok(kept, "an array that grows keeps its items");
}

static void
test_texts(struct arena *a)
{
	struct text t;
	text_init(&t);
	text_add(&t, "held");
	ok(strcmp(arena_text(a, &t), "held") == 0, "a text as a string");
	ok(strcmp(arena_format(a, "%d of %s", 3, "four"), "3 of four") == 0,
	    "a string of printf's making");
	const uint8_t bytes[] = {1, 2, 3};
	const uint8_t *copy = arena_copy(a, bytes, sizeof(bytes));
	ok(copy != bytes && memcmp(copy, bytes, sizeof(bytes)) == 0, "a copy");
}

int
main(void)
{
	struct arena a;
	arena_init(&a);
	test_alignment(&a);
	test_large(&a);
	test_grow(&a);
	test_texts(&a);
	arena_fini(&a);
	ok(a.bytes == 0 && a.block == NULL, "all is freed at once");
	return tap_end();
}
