/*
 * line_batch.h - lines on their way from the thread that reads to those that
 * parse: batches, and a bounded queue of them.
 */
#ifndef LINE_BATCH_H
#define LINE_BATCH_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

enum { LINE_BATCH_BYTES = 1 << 20, LINE_BATCH_LINES = 4096 };

struct line_batch {
	struct line_batch *next;
	unsigned kind;    /* the caller's word */
	const char *path; /* of all lines, the caller's */
	uint64_t order;   /* of the first line among all */
	size_t count;
	struct text text; /* of all lines, one behind the other */
	struct {
		size_t end; /* in text */
		uint64_t number;
	} lines[LINE_BATCH_LINES];
};

struct line_batch *line_batch_new(void); /* NULL: no heap */
void line_batch_free(struct line_batch *b);

/* False: it is full (or there is no heap: text_ok() says no). */
bool line_batch_add(
    struct line_batch *b, const char *line, size_t len, uint64_t number);

/* Line i, a view of the batch. */
const char *line_batch_at(const struct line_batch *b, size_t i, size_t *len);

/* First in, first out, with a bound. */
struct batch_queue {
	pthread_mutex_t lock;
	struct line_batch *first, **last;
	size_t count, max;
	bool ended;
};

void batch_queue_init(struct batch_queue *q, size_t max);
void batch_queue_fini(struct batch_queue *q);

/* Waits while it is full; the queue takes the batch. */
void batch_queue_push(struct batch_queue *q, struct line_batch *b);
void batch_queue_end(struct batch_queue *q);

/* Waits while it is empty; NULL: it has ended.  The batch is the caller's. */
struct line_batch *batch_queue_pop(struct batch_queue *q);

#endif
