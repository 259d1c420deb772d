/* clock.h - the two clocks.  Only main loops ask; all else takes the time. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

int64_t clock_monotonic_ns(void);
int64_t clock_realtime_ns(void); /* since 1970, for records */

/* A signal may end both sooner. */
void clock_sleep(int64_t ns);
void clock_sleep_until(int64_t monotonic_ns);

/* A millisecond: what a loop with nothing to do waits. */
void clock_pause(void);

/* Where time comes from. */
struct clock_source {
	int64_t (*monotonic_ns)(void);
	int64_t (*realtime_ns)(void);
	void (*sleep_until)(int64_t monotonic_ns);
};

/* For tests, while no other thread runs.  NULL: the kernel's clocks. */
void clock_set_source(const struct clock_source *source);

#endif
