/* clock.h - the two clocks.  Only main loops ask; all else takes the time. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

int64_t clock_monotonic_ns(void);
int64_t clock_realtime_ns(void); /* since 1970, for records */

/* A millisecond: what a loop with nothing to do waits. */
void clock_doze(void);

#endif
