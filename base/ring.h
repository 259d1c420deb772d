/*
 * ring.h - hands pointers from one thread to one other thread.
 *
 * The item belongs to the producer until ring_push() says true, and to the
 * consumer from then on.  Full and empty are ordinary answers, never waits.
 * A consumer that has nothing to do sleeps in ring_wait(), and whoever has
 * something for it, in the ring or not, ends that by ring_wake().
 */
#ifndef RING_H
#define RING_H

#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

struct ring {
	alignas(64) atomic_size_t head; /* written by the producer only */
	alignas(64) atomic_size_t tail; /* written by the consumer only */
	alignas(64) size_t mask;        /* slots - 1; slots is a power of 2 */
	void **slot;
	alignas(64) atomic_int sleep; /* enum ring_sleep, in ring.c */
};

/* `slots` is a power of 2.  0 or -ENOMEM. */
MUST_USE int ring_init(struct ring *r, size_t slots);

/* Frees the slots, not what they point at. */
void ring_fini(struct ring *r);

static inline bool
ring_push(struct ring *r, void *item)
{
	size_t head = atomic_load_explicit(&r->head, memory_order_relaxed);
	size_t tail = atomic_load_explicit(&r->tail, memory_order_acquire);

	if (head - tail > r->mask)
		return false;
	r->slot[head & r->mask] = item;
	atomic_store_explicit(&r->head, head + 1, memory_order_release);
	return true;
}

static inline void *
ring_pop(struct ring *r)
{
	size_t tail = atomic_load_explicit(&r->tail, memory_order_relaxed);
	size_t head = atomic_load_explicit(&r->head, memory_order_acquire);

	if (head == tail)
		return NULL;
	void *item = r->slot[tail & r->mask];
	atomic_store_explicit(&r->tail, tail + 1, memory_order_release);
	return item;
}

/*
 * By the consumer: sleeps until `until_ns` of the monotonic clock, or until a
 * ring_wake() that came after the last ring_wait() was over.  So what was
 * pushed before its ring_wake() is never slept through.  Where tests have
 * replaced the clock it is a millisecond at the most.
 */
void ring_wait(struct ring *r, int64_t until_ns);

/* By any thread; once for all that was pushed will do. */
void ring_wake(struct ring *r);

/* Asked by either of the two threads; the other may change it at once. */
static inline bool
ring_is_empty(const struct ring *r)
{
	return atomic_load_explicit(&r->head, memory_order_acquire) ==
	       atomic_load_explicit(&r->tail, memory_order_acquire);
}

/* By anybody: its size; how many items were taken, ever; how many wait. */
static inline size_t
ring_slots(const struct ring *r)
{
	return r->mask + 1;
}

static inline size_t
ring_taken(const struct ring *r)
{
	return atomic_load_explicit(&r->tail, memory_order_acquire);
}

static inline size_t
ring_waiting(const struct ring *r)
{
	size_t tail = ring_taken(r);

	return atomic_load_explicit(&r->head, memory_order_acquire) - tail;
}

#endif
