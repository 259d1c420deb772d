/*
 * thread.h - a thread with a name: started, told to stop, joined.
 *
 * What runs in it asks thread_is_stopping() in its loop.  How threads come to
 * be can be replaced, so that a test may step all of them itself.
 */
#ifndef THREAD_H
#define THREAD_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/macros.h"

/* Zeroed before it is started; it may be moved only while it is not. */
struct thread {
	const char *name; /* up to 15 characters, as the kernel shows it */
	void (*run)(void *ctx);
	void *ctx;
	bool started;
	atomic_bool stopping;
	pthread_t id; /* with the kernel's threads */
	void *other;  /* with others: theirs */
};

/* Runs run(ctx).  `name` and `ctx` are borrowed until the join.  0, -errno. */
MUST_USE int thread_start(
    struct thread *t, const char *name, void (*run)(void *ctx), void *ctx);

/* Was this thread told to stop? */
static inline bool
thread_is_stopping(const struct thread *t)
{
	return atomic_load_explicit(&t->stopping, memory_order_acquire);
}

/* Waits until run() has come back.  Never started: nothing to wait for. */
void thread_join(struct thread *t);

/* Tells it to stop, and joins it. */
void thread_stop(struct thread *t);

/* Makes threads: start() as above, join() of one that runs. */
struct thread_maker {
	int (*start)(struct thread *t);
	void (*join)(struct thread *t);
};

/* For tests, while no thread runs.  NULL: the kernel's. */
void thread_set_maker(const struct thread_maker *maker);

#endif
