/*
 * byte_queue.h - blocks of bytes of different lengths, first in, first out, in
 * memory that is taken once: no allocation for each.
 */
#ifndef BYTE_QUEUE_H
#define BYTE_QUEUE_H

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

struct byte_queue {
	uint8_t *bytes;
	size_t size;
	size_t first, last; /* of what is used; the same: it is empty */
	size_t end;         /* where it goes on at the start; 0: nowhere */
};

/* 0 or -ENOMEM. */
MUST_USE int byte_queue_init(struct byte_queue *q, size_t size);
void byte_queue_fini(struct byte_queue *q);

/* A block behind all others, aligned for anything; NULL: it has no room. */
void *byte_queue_push(struct byte_queue *q, size_t len);

/* Takes out the oldest block, whose length that is. */
void byte_queue_pop(struct byte_queue *q, size_t len);

#endif
