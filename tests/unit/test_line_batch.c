/* Lines in batches, and the queue between who reads and those who parse. */
#include "analysis/evidence/line_batch.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/macros.h"
#include "tap.h"
#include "thread_state.h"

enum { QUEUE_MAX = 2, BATCHES = 500, POPPERS = 3 };

static struct line_batch *
batch_new(void)
{
	struct line_batch *b = line_batch_new();
	if (b == NULL)
		abort();
	return b;
}

static bool
line_is(const struct line_batch *b, size_t i, const char *want)
{
	size_t len;
	const char *line = line_batch_at(b, i, &len);
	return len == strlen(want) && memcmp(line, want, len) == 0;
}

static void
lines(void)
{
	static const char *const texts[] = {"first", "", "the third"};
	struct line_batch *b = batch_new();
	bool added = true;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		added = line_batch_add(b, texts[i], strlen(texts[i]), 7 + i) &&
			added;
	ok(added && b->count == 3, "three lines are taken");
	ok(line_is(b, 0, "first") && line_is(b, 1, "") &&
		line_is(b, 2, "the third"),
	    "and are what they were, the empty one, too");
	ok(b->lines[0].number == 7 && b->lines[2].number == 9,
	    "with their numbers");
	line_batch_free(b);
}

static void
full_of_lines(void)
{
	struct line_batch *b = batch_new();
	size_t count = 0;
	while (line_batch_add(b, "one line", 8, count + 1))
		count++;
	ok(count == LINE_BATCH_LINES && b->count == count,
	    "full at so many lines");
	ok(line_is(b, count - 1, "one line") &&
		b->lines[count - 1].number == count,
	    "the last one is whole");
	line_batch_free(b);
}

static void
full_of_bytes(void)
{
	static char half[LINE_BATCH_BYTES / 2];
	struct line_batch *b = batch_new();
	memset(half, 'x', sizeof(half));
	ok(line_batch_add(b, half, sizeof(half), 1) &&
		line_batch_add(b, half, sizeof(half), 2),
	    "two halves fit");
	ok(!line_batch_add(b, "y", 1, 3) && b->count == 2 &&
		b->text.len == LINE_BATCH_BYTES && text_ok(&b->text),
	    "one byte more does not, and leaves the batch as it was");
	line_batch_free(b);
}

static void
too_long(void)
{
	static char line[LINE_BATCH_BYTES + 1];
	struct line_batch *b = batch_new();
	size_t len;
	ok(line_batch_add(b, line, sizeof(line), 1) &&
		line_batch_at(b, 0, &len) != NULL && len == sizeof(line),
	    "a line longer than a batch has one of its own");
	ok(!line_batch_add(b, "", 0, 2), "... alone");
	line_batch_free(b);
}

static void
first_in_first_out(void)
{
	struct line_batch *all[] = {batch_new(), batch_new(), batch_new()};
	struct batch_queue q;
	batch_queue_init(&q, ARRAY_LEN(all));
	batch_queue_push(&q, all[0]);
	batch_queue_push(&q, all[1]);
	ok(batch_queue_pop(&q) == all[0], "first in, first out");
	batch_queue_push(&q, all[2]);
	batch_queue_end(&q);
	ok(batch_queue_pop(&q) == all[1] && batch_queue_pop(&q) == all[2],
	    "what was queued before the end comes out after it");
	ok(batch_queue_pop(&q) == NULL && batch_queue_pop(&q) == NULL,
	    "then nothing, as often as one asks");
	batch_queue_fini(&q);
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		line_batch_free(all[i]);
}

static void *
end_it(void *arg)
{
	batch_queue_end(arg);
	return NULL;
}

/* Who waits is woken by the end, too. */
static void
end_of_empty(void)
{
	struct batch_queue q;
	pthread_t thread;
	batch_queue_init(&q, QUEUE_MAX);
	if (pthread_create(&thread, NULL, end_it, &q) != 0)
		abort();
	ok(batch_queue_pop(&q) == NULL, "nothing ever came");
	pthread_join(thread, NULL);
	batch_queue_fini(&q);
}

struct pushing {
	struct batch_queue queue;
	atomic_size_t pushed; /* each counted when it is in the queue */
	atomic_int tid;
};

static void *
push_all(void *arg)
{
	struct pushing *p = arg;
	atomic_store(&p->tid, gettid());
	for (unsigned i = 0; i < BATCHES; i++) {
		struct line_batch *b = batch_new();
		b->order = i;
		batch_queue_push(&p->queue, b);
		atomic_fetch_add(&p->pushed, 1);
	}
	batch_queue_end(&p->queue);
	return NULL;
}

/* Of one thread that pushes as fast as it can, seen by one that pops. */
static void
bounded(void)
{
	struct pushing p = {.pushed = 0};
	pthread_t thread;
	struct line_batch *b;
	size_t popped = 0;
	bool ahead = false, in_order = true;
	batch_queue_init(&p.queue, QUEUE_MAX);
	if (pthread_create(&thread, NULL, push_all, &p) != 0)
		abort();
	while (atomic_load(&p.pushed) < QUEUE_MAX)
		sched_yield();
	wait_until_asleep(&p.tid); /* or it is done: far ahead */
	for (;;) {
		sched_yield();
		ahead = ahead || atomic_load(&p.pushed) > popped + QUEUE_MAX;
		b = batch_queue_pop(&p.queue);
		if (b == NULL)
			break;
		in_order = in_order && b->order == popped++;
		line_batch_free(b);
	}
	pthread_join(thread, NULL);
	ok(!ahead, "who pushes waits while it is full");
	ok(in_order && popped == BATCHES, "none is lost, all are in order");
	batch_queue_fini(&p.queue);
}

struct popping {
	struct batch_queue *queue;
	atomic_uint *seen; /* by order */
};

static void *
pop_all(void *arg)
{
	const struct popping *p = arg;
	struct line_batch *b;
	while ((b = batch_queue_pop(p->queue)) != NULL) {
		atomic_fetch_add(&p->seen[b->order], 1);
		line_batch_free(b);
	}
	return NULL;
}

static void
several_pop(void)
{
	static atomic_uint seen[BATCHES];
	struct pushing p = {.pushed = 0};
	struct popping popping = {&p.queue, seen};
	pthread_t threads[POPPERS];
	bool once = true;
	batch_queue_init(&p.queue, QUEUE_MAX);
	for (size_t i = 0; i < POPPERS; i++)
		if (pthread_create(&threads[i], NULL, pop_all, &popping) != 0)
			abort();
	push_all(&p);
	for (size_t i = 0; i < POPPERS; i++)
		pthread_join(threads[i], NULL);
	for (size_t i = 0; i < BATCHES; i++)
		once = once && seen[i] == 1;
	ok(once, "of several who pop each batch goes to one");
	batch_queue_fini(&p.queue);
}

int
main(void)
{
	lines();
	full_of_lines();
	full_of_bytes();
	too_long();
	first_in_first_out();
	end_of_empty();
	bounded();
	several_pop();
	return tap_end();
}
