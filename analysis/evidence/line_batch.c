#include "line_batch.h"

#include <stdlib.h>

#include "base/clock.h"

struct line_batch *
line_batch_new(void)
{
	struct line_batch *b = calloc(1, sizeof(*b));
	if (b != NULL)
		text_init(&b->text);
	return b;
}

void
line_batch_free(struct line_batch *b)
{
	if (b == NULL)
		return;
	text_fini(&b->text);
	free(b);
}

bool
line_batch_add(
    struct line_batch *b, const char *line, size_t len, uint64_t number)
{
	if (b->count == LINE_BATCH_LINES ||
	    (b->count > 0 && b->text.len + len > LINE_BATCH_BYTES))
		return false;
	text_add_bytes(&b->text, line, len);
	if (!text_ok(&b->text))
		return false;
	b->lines[b->count].end = b->text.len;
	b->lines[b->count++].number = number;
	return true;
}

const char *
line_batch_at(const struct line_batch *b, size_t i, size_t *len)
{
	size_t from = i > 0 ? b->lines[i - 1].end : 0;
	*len = b->lines[i].end - from;
	return b->text.bytes + from;
}

void
batch_queue_init(struct batch_queue *q, size_t max)
{
	*q = (struct batch_queue){.max = max, .last = NULL};
	q->last = &q->first;
	pthread_mutex_init(&q->lock, NULL);
}

void
batch_queue_fini(struct batch_queue *q)
{
	pthread_mutex_destroy(&q->lock);
}

/* By the clock: a scan reads its own run, and may wait in no other way. */
static void
wait_unlocked(struct batch_queue *q)
{
	pthread_mutex_unlock(&q->lock);
	clock_pause();
	pthread_mutex_lock(&q->lock);
}

void
batch_queue_push(struct batch_queue *q, struct line_batch *b)
{
	pthread_mutex_lock(&q->lock);
	while (q->count == q->max)
		wait_unlocked(q);
	b->next = NULL;
	*q->last = b;
	q->last = &b->next;
	q->count++;
	pthread_mutex_unlock(&q->lock);
}

void
batch_queue_end(struct batch_queue *q)
{
	pthread_mutex_lock(&q->lock);
	q->ended = true;
	pthread_mutex_unlock(&q->lock);
}

struct line_batch *
batch_queue_pop(struct batch_queue *q)
{
	pthread_mutex_lock(&q->lock);
	while (q->count == 0 && !q->ended)
		wait_unlocked(q);
	struct line_batch *b = q->first;
	if (b != NULL) {
		q->first = b->next;
		if (q->first == NULL)
			q->last = &q->first;
		q->count--;
	}
	pthread_mutex_unlock(&q->lock);
	return b;
}
