#include "array.h"

#include <stdlib.h>

enum { FIRST_BYTES = 4096 };

void *
array_push(struct array *s, size_t len)
{
	if (len > s->cap - s->len) {
		/* By halves: large rows are moved by the kernel, not copied. */
		size_t cap = s->cap + s->cap / 2 + len + FIRST_BYTES;
		uint8_t *bytes = realloc(s->bytes, cap);
		if (bytes == NULL)
			return NULL;
		s->bytes = bytes;
		s->cap = cap;
	}
	s->len += len;
	return s->bytes + s->len - len;
}

void
array_shrink(struct array *s)
{
	uint8_t *bytes = realloc(s->bytes, s->len > 0 ? s->len : 1);

	if (bytes == NULL)
		return;
	s->bytes = bytes;
	s->cap = s->len;
}

void
array_fini(struct array *s)
{
	free(s->bytes);
	*s = (struct array){0};
}
