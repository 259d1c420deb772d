/*
 * running_time.h - the time in which a program runs: a clock that stands still
 * while it cannot.
 *
 * Left out are the times in which it is held, and those of more than a second
 * in which no thread looked at it: then the whole program was stopped (SIGSTOP,
 * Ctrl-Z), or its machine was.  So nobody is late who answered meanwhile.  That
 * is told from threads at work only while it is watched: some thread must then
 * look at it at least every 100 ms.
 */
#ifndef RUNNING_TIME_H
#define RUNNING_TIME_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* By RUNNING_TIME(), with the clock that it follows. */
struct running_time {
	int64_t (*clock)(void); /* monotonic, in ns, above 0 */
	pthread_mutex_t lock;   /* of whoever changes what follows: */
	_Atomic int64_t stood_ns;
	_Atomic int64_t held_at_ns; /* 0: it is not held */
	/* When some thread looked, not long ago; 0: it is not watched. */
	_Atomic int64_t looked_at_ns;
};

#define RUNNING_TIME(clock)                                                    \
	{                                                                      \
		clock, PTHREAD_MUTEX_INITIALIZER, 0, 0, 0                      \
	}

/* All may be called by any thread. */
int64_t running_time_ns(struct running_time *t);
void running_time_watch(struct running_time *t, bool on);
void running_time_hold(struct running_time *t, bool on);

#endif
