#include "base/array.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

int
array_reserve(struct array *a, size_t more, size_t row_bytes)
{
	if (more <= a->cap - a->count)
		return 0;
	/* By halves: large rows are moved by the kernel, not copied. */
	size_t cap = a->cap + a->cap / 2;
	if (more > SIZE_MAX - cap)
		return -ENOMEM;
	void *at = reallocarray(a->at, cap + more, row_bytes);
	if (at == NULL)
		return -ENOMEM;
	a->at = at;
	a->cap = cap + more;
	return 0;
}

void *
array_push(struct array *a, size_t more, size_t row_bytes)
{
	if (array_reserve(a, more, row_bytes) < 0)
		return NULL;
	a->count += more;
	return (char *)a->at + (a->count - more) * row_bytes;
}

void
array_shrink(struct array *a, size_t row_bytes)
{
	size_t rows = a->count > 0 ? a->count : 1;
	void *at = reallocarray(a->at, rows, row_bytes);

	if (at == NULL)
		return;
	a->at = at;
	a->cap = rows;
}

void
array_fini(struct array *a)
{
	free(a->at);
	*a = (struct array){0};
}
