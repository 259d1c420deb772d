#include "base/byte_queue.h"

#include <assert.h>
#include <errno.h>
#include <stdalign.h>
#include <stdlib.h>

int
byte_queue_init(struct byte_queue *q, size_t size)
{
	*q = (struct byte_queue){.bytes = malloc(size), .size = size};
	return q->bytes != NULL ? 0 : -ENOMEM;
}

void
byte_queue_fini(struct byte_queue *q)
{
	free(q->bytes);
	*q = (struct byte_queue){0};
}

/* What a block takes: never 0, so that two of them never lie at one place. */
static size_t
taken(size_t len)
{
	size_t unit = alignof(max_align_t);

	return (len / unit + 1) * unit;
}

void *
byte_queue_push(struct byte_queue *q, size_t len)
{
	if (len >= q->size)
		return NULL;
	size_t need = taken(len), at = q->last;
	size_t left = q->end == 0 ? q->size - at : q->first - at;
	/* Not up to the first block: then it would seem to be empty. */
	if (q->end == 0 ? need > left : need >= left) {
		if (q->end != 0 || need >= q->first)
			return NULL;
		q->end = at;
		at = 0;
	}
	q->last = at + need;
	return q->bytes + at;
}

void
byte_queue_pop(struct byte_queue *q, size_t len)
{
	assert(q->first != q->last);
	q->first += taken(len);
	if (q->end != 0 && q->first == q->end)
		q->first = q->end = 0;
	if (q->first == q->last && q->end == 0)
		q->first = q->last = 0;
}
