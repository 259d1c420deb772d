/*
 * turns.h - false time for one thread under test: it and the test run by
 * turns.  The thread has its turn until it has nothing to do and sleeps; the
 * test has the next, and time stands still.  So nothing is waited for, and
 * ten seconds of silence cost as many turns as the thread wakes in them.
 */
#ifndef TURNS_H
#define TURNS_H

#include <semaphore.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/macros.h"

#define TURNS_EPOCH_NS (1700000000 * NS_PER_S)

static struct {
	sem_t thread, test; /* whose turn it is */
	_Atomic int64_t now_ns;
	int64_t wake_ns; /* of the thread */
	atomic_bool over;
} turns;

static int64_t
turns_monotonic_ns(void)
{
	return atomic_load(&turns.now_ns);
}

static int64_t
turns_realtime_ns(void)
{
	return TURNS_EPOCH_NS + atomic_load(&turns.now_ns);
}

static inline void
turns_wait(sem_t *turn)
{
	while (sem_wait(turn) < 0)
		;
}

/* Of the thread. */
static void
turns_sleep_until(int64_t wake_ns)
{
	if (atomic_load(&turns.over))
		return;
	turns.wake_ns = wake_ns;
	sem_post(&turns.test);
	turns_wait(&turns.thread);
}

static const struct clock_source turns_clock = {
    turns_monotonic_ns, turns_realtime_ns, turns_sleep_until};

/* Before the thread starts. */
static inline void
turns_begin(void)
{
	if (sem_init(&turns.thread, 0, 0) < 0 ||
	    sem_init(&turns.test, 0, 0) < 0)
		abort();
	atomic_store(&turns.over, false);
	atomic_store(&turns.now_ns, 1000 * NS_PER_S);
	clock_set_source(&turns_clock);
}

/* Once it has started: its first turn goes by. */
static inline void
turns_await(void)
{
	turns_wait(&turns.test);
}

/* Until the time at which the thread wakes, and its turn then. */
static inline void
turns_give(void)
{
	if (turns.wake_ns > atomic_load(&turns.now_ns))
		atomic_store(&turns.now_ns, turns.wake_ns);
	sem_post(&turns.thread);
	turns_await();
}

/* Before the thread is stopped: it sleeps no more. */
static inline void
turns_end(void)
{
	atomic_store(&turns.over, true);
	sem_post(&turns.thread);
}

#endif
