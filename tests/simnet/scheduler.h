/*
 * scheduler.h - all threads of a program as fibers on one kernel thread,
 * under a false clock.
 *
 * A fiber runs until it waits: a sleep, a link in memory that has nothing
 * yet, a join.  Who goes on is drawn from the seed among all whose wait is
 * over; when nobody's is, the clock jumps to the first.  So an hour costs no
 * waiting, and the same seed gives the same run, times and random keys
 * included.  What waits on a mutex or a condition across a sleep would hang.
 */
#ifndef SCHEDULER_H
#define SCHEDULER_H

#include <stdint.h>

/* False time begins here: 2026-11-28 12:00:00, a real time. */
#define SCHEDULER_EPOCH_NS (1795867200 * INT64_C(1000000000))

/*
 * From now on base's clock, threads and entropy are the scheduler's, and the
 * caller is its first fiber.  One at a time.
 */
void scheduler_begin(uint64_t seed);

/* Gives clock, threads and entropy back.  All other fibers were joined. */
void scheduler_end(void);

/* Somebody sets the real clock: by so much, from now on. */
void scheduler_step_clock(int64_t ns);

/* How often somebody else went on: what an hour costs. */
uint64_t scheduler_switches(void);

#endif
