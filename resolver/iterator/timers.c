#include "timers.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

void
iterator_timers_fini(struct iterator_timers *t)
{
	free(t->heap);
}

int
iterator_timers_reserve(struct iterator_timers *t, size_t count)
{
	if (count <= t->cap)
		return 0;
	size_t cap = t->cap * 2 > count ? t->cap * 2 : count;
	struct iterator_timer **wider =
	    reallocarray(t->heap, cap, sizeof(struct iterator_timer *));
	if (wider == NULL)
		return -ENOMEM;
	t->heap = wider;
	t->cap = cap;
	return 0;
}

static bool
is_before(const struct iterator_timer *a, const struct iterator_timer *b)
{
	if (a->due_ns != b->due_ns)
		return a->due_ns < b->due_ns;
	return a->order < b->order;
}

static void
put(struct iterator_timers *t, size_t i, struct iterator_timer *timer)
{
	t->heap[i] = timer;
	timer->place = i + 1;
}

static void
sift_up(struct iterator_timers *t, size_t i)
{
	struct iterator_timer *timer = t->heap[i];

	while (i > 0 && is_before(timer, t->heap[(i - 1) / 2])) {
		put(t, i, t->heap[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
	put(t, i, timer);
}

static void
sift_down(struct iterator_timers *t, size_t i)
{
	struct iterator_timer *timer = t->heap[i];

	for (;;) {
		size_t child = 2 * i + 1;
		if (child + 1 < t->count &&
		    is_before(t->heap[child + 1], t->heap[child]))
			child++;
		if (child >= t->count || !is_before(t->heap[child], timer))
			break;
		put(t, i, t->heap[child]);
		i = child;
	}
	put(t, i, timer);
}

void
iterator_timers_set(
    struct iterator_timers *t, struct iterator_timer *timer, int64_t due_ns)
{
	iterator_timers_clear(t, timer);
	assert(t->count < t->cap);
	timer->due_ns = due_ns;
	timer->order = t->set++;
	t->heap[t->count++] = timer;
	sift_up(t, t->count - 1);
}

void
iterator_timers_clear(struct iterator_timers *t, struct iterator_timer *timer)
{
	if (timer->place == 0)
		return;
	size_t i = timer->place - 1;
	struct iterator_timer *last = t->heap[--t->count];
	timer->place = 0;
	if (last == timer)
		return;
	put(t, i, last);
	sift_down(t, i);
	sift_up(t, last->place - 1);
}

struct iterator_timer *
iterator_timers_first(const struct iterator_timers *t)
{
	return t->count > 0 ? t->heap[0] : NULL;
}
