/* clock.h - the two clocks.  Only main loops ask; all else takes the time. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Of the time in which the program runs: see running_time.h. */
int64_t clock_monotonic_ns(void);
int64_t clock_realtime_ns(void); /* since 1970, for records */

/*
 * The monotonic clock is watched while threads are at work, of which one looks
 * each 100 ms or sooner: a time in which none did for more than a second is not
 * counted.  While it is held it stands still: who sleeps wakes up, and finds
 * that no time has passed.
 */
void clock_watch(bool on);
void clock_hold(bool on);

/* A signal may end both sooner, and so does a clock that is held. */
void clock_sleep(int64_t ns);
void clock_sleep_until(int64_t monotonic_ns);

/* A millisecond: what a loop with nothing to do waits. */
void clock_pause(void);

/*
 * As clock_sleep_until(), but only while `word` is `value`: whoever changes it
 * calls clock_wake() then.  Tests' clocks know no waking: there it is no longer
 * than clock_pause().
 */
void clock_sleep_while(atomic_int *word, int value, int64_t wake_ns);
void clock_wake(atomic_int *word);

/* Where time comes from. */
struct clock_source {
	int64_t (*monotonic_ns)(void);
	int64_t (*realtime_ns)(void);
	void (*sleep_until)(int64_t monotonic_ns);
};

/* For tests, while no other thread runs.  NULL: the kernel's clocks. */
void clock_set_source(const struct clock_source *source);

#endif
