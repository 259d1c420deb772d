#include "base/timers.h"

#include <assert.h>

void
timers_fini(struct timers *t)
{
	array_fini(&t->heap);
}

int
timers_reserve(struct timers *t, size_t count)
{
	if (count <= t->heap.count)
		return 0;
	return array_reserve(
	    &t->heap, count - t->heap.count, sizeof(struct timer *));
}

static struct timer **
heap_of(const struct timers *t)
{
	return t->heap.at;
}

static bool
is_before(const struct timer *a, const struct timer *b)
{
	if (a->due_ns != b->due_ns)
		return a->due_ns < b->due_ns;
	return a->order < b->order;
}

static void
put(struct timers *t, size_t i, struct timer *timer)
{
	heap_of(t)[i] = timer;
	timer->place = i + 1;
}

static void
sift_up(struct timers *t, size_t i)
{
	struct timer **heap = heap_of(t), *timer = heap[i];

	while (i > 0 && is_before(timer, heap[(i - 1) / 2])) {
		put(t, i, heap[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
	put(t, i, timer);
}

static void
sift_down(struct timers *t, size_t i)
{
	struct timer **heap = heap_of(t), *timer = heap[i];

	for (;;) {
		size_t child = 2 * i + 1;
		if (child + 1 < t->heap.count &&
		    is_before(heap[child + 1], heap[child]))
			child++;
		if (child >= t->heap.count || !is_before(heap[child], timer))
			break;
		put(t, i, heap[child]);
		i = child;
	}
	put(t, i, timer);
}

void
timers_set(struct timers *t, struct timer *timer, int64_t due_ns)
{
	timers_clear(t, timer);
	assert(t->heap.count < t->heap.cap);
	timer->due_ns = due_ns;
	timer->order = t->set++;
	heap_of(t)[t->heap.count++] = timer;
	sift_up(t, t->heap.count - 1);
}

void
timers_clear(struct timers *t, struct timer *timer)
{
	if (timer->place == 0)
		return;
	size_t i = timer->place - 1;
	struct timer *last = heap_of(t)[--t->heap.count];
	timer->place = 0;
	if (last == timer)
		return;
	put(t, i, last);
	sift_down(t, i);
	sift_up(t, last->place - 1);
}

struct timer *
timers_first(const struct timers *t)
{
	return t->heap.count > 0 ? heap_of(t)[0] : NULL;
}
