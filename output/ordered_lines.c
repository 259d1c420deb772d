#include "ordered_lines.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/progress.h"
#include "base/thread.h"
#include "line_sink.h"

enum { CHUNK_ITEMS = 256 };

struct line_order {
	const struct ordered_lines *o;
	pthread_mutex_t lock;
	pthread_cond_t written;
	size_t next;      /* item that no thread has taken */
	size_t write_at;  /* item whose lines are written next */
	unsigned started; /* threads */
	int rc;
};

/* False: nothing is left, or writing failed. */
static bool
take_chunk(struct line_order *s, size_t *from, size_t *to)
{
	pthread_mutex_lock(&s->lock);
	bool more = s->rc == 0 && s->next < s->o->count;
	*from = s->next;
	size_t chunk = s->o->chunk > 0 ? s->o->chunk : CHUNK_ITEMS;
	*to = s->o->count - s->next > chunk ? s->next + chunk : s->o->count;
	if (more)
		s->next = *to;
	pthread_mutex_unlock(&s->lock);
	return more;
}

/* Waits until all lines before are written. */
static void
write_chunk(struct line_order *s, size_t from, size_t to, struct text *lines)
{
	pthread_mutex_lock(&s->lock);
	while (s->write_at != from && s->rc == 0)
		pthread_cond_wait(&s->written, &s->lock);
	if (s->rc == 0)
		s->rc = text_ok(lines) ? line_sink_add(s->o->sink, lines->bytes,
					     lines->len)
				       : -ENOMEM;
	s->write_at = to;
	pthread_cond_broadcast(&s->written);
	pthread_mutex_unlock(&s->lock);
}

static void
work(void *arg)
{
	struct line_order *s = arg;
	struct text lines;
	size_t from, to;
	pthread_mutex_lock(&s->lock);
	void *worker = s->o->workers[s->started++];
	pthread_mutex_unlock(&s->lock);
	text_init(&lines);
	while (take_chunk(s, &from, &to)) {
		text_clear(&lines);
		s->o->fn(worker, from, to, &lines);
		write_chunk(s, from, to, &lines);
		progress_add(s->o->progress, to - from);
	}
	text_fini(&lines);
}

int
ordered_lines_write(const struct ordered_lines *o)
{
	struct line_order s = {.o = o};
	struct thread threads[ORDERED_LINES_THREADS_MAX] = {0};
	unsigned count = 0;
	pthread_mutex_init(&s.lock, NULL);
	pthread_cond_init(&s.written, NULL);
	while (count + 1 < o->threads && count < ORDERED_LINES_THREADS_MAX &&
	       thread_start(&threads[count], "lines", work, &s) == 0)
		count++;
	work(&s);
	for (unsigned i = 0; i < count; i++)
		thread_join(&threads[i]);
	pthread_cond_destroy(&s.written);
	pthread_mutex_destroy(&s.lock);
	return s.rc;
}
