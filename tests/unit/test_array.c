#include "base/array.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "no_heap.h"
#include "tap.h"

enum { MANY = 100000 };

static void
test_growth(void)
{
	struct array a = {0};
	bool right = true;

	for (uint32_t i = 0; i < MANY; i++) {
		uint32_t *row = array_push(&a, 1, sizeof(*row));
		if (row == NULL)
			break;
		*row = i * 3;
	}
	const uint32_t *rows = a.at;
	for (uint32_t i = 0; i < a.count; i++)
		right = right && rows[i] == i * 3;
	ok(a.count == MANY && right, "every row is where it was pushed");
	ok(a.cap < 2 * MANY, "at most half of it is spare");
	array_shrink(&a, sizeof(uint32_t));
	ok(a.cap == MANY && ((uint32_t *)a.at)[MANY - 1] == (MANY - 1) * 3,
	    "shrunk to what is used");
	array_fini(&a);
	ok(a.at == NULL && a.count == 0 && a.cap == 0, "and empty again");
}

static void
test_reserve(void)
{
	struct array a = {0};

	ok(array_reserve(&a, 1000, 8) == 0 && a.count == 0, "reserves");
	void *before = a.at;
	array_push(&a, 1000, 8);
	ok(a.at == before && a.count == 1000, "what is reserved stays");
	array_fini(&a);
	array_shrink(&a, 8);
	ok(a.count == 0, "an empty one shrinks");
	array_fini(&a);
}

static void
test_overflow(void)
{
	struct array a = {0};
	uint8_t *byte = array_push(&a, 1, 1);

	*byte = 7;
	ok(array_push(&a, SIZE_MAX, 1) == NULL, "more rows than can be");
	ok(array_push(&a, SIZE_MAX / 8, 16) == NULL, "more bytes than can be");
	ok(array_reserve(&a, SIZE_MAX / 4, 1) == -ENOMEM, "than there are");
	ok(a.count == 1 && *(uint8_t *)a.at == 7, "it stays as it was");
	array_fini(&a);
}

int
main(void)
{
	test_growth();
	test_reserve();
	test_overflow();
	return tap_end();
}
