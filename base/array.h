/*
 * array.h - growing rows of one type, or of bytes.
 *
 * Rows are known by their place, which stays when the array moves; pointers
 * into it die with the next push.  All zero is an empty one.  Each array has
 * one `row_bytes`, the sizeof of what `at` points to.
 */
#ifndef ARRAY_H
#define ARRAY_H

#include <stddef.h>

#include "macros.h"

struct array {
	void *at;          /* the rows, or NULL */
	size_t count, cap; /* in rows */
};

/* `more` rows at the end, not set: the first of them.  NULL: no heap. */
void *array_push(struct array *a, size_t more, size_t row_bytes);

/* Room for `more` rows: pushing those does not fail.  0 or -ENOMEM. */
MUST_USE int array_reserve(struct array *a, size_t more, size_t row_bytes);

/* Gives back the memory that is not used. */
void array_shrink(struct array *a, size_t row_bytes);
void array_fini(struct array *a);

#endif
