/* Time in which a program runs, by a clock that the test moves. */
#include "base/running_time.h"

#include <stdlib.h>

#include "base/macros.h"
#include "base/thread.h"
#include "tests/unit/tap.h"

enum { START_S = 1000, MARK_MS = 50 };

static _Atomic int64_t clock_ns;

static int64_t
now(void)
{
	return atomic_load(&clock_ns);
}

static struct running_time t = RUNNING_TIME(now);

static void
pass(int64_t ms)
{
	atomic_fetch_add(&clock_ns, ms * NS_PER_MS);
}

static int64_t
ms_since_start(void)
{
	return (running_time_ns(&t) - START_S * NS_PER_S) / NS_PER_MS;
}

/* Of a gap so much may count: see MARK_EACH_NS. */
static bool
is_about(int64_t ms)
{
	int64_t more = ms_since_start() - ms;
	return more >= 0 && more <= MARK_MS;
}

/* Threads at work look all the time. */
static void
work(int64_t ms)
{
	for (int64_t i = 0; i < ms; i += 20) {
		pass(20);
		(void)running_time_ns(&t);
	}
}

static void
test_gaps(void)
{
	pass(5000);
	ok(ms_since_start() == 5000, "not watched: all time counts");
	running_time_watch(&t, true);
	work(3000);
	ok(ms_since_start() == 8000, "watched, and at work");
	pass(900);
	ok(ms_since_start() == 8900, "nobody's turn came for a while");
	pass(20000);
	ok(is_about(8900), "stopped: not counted");
	int64_t then = ms_since_start();
	ok(ms_since_start() == then, "nor at the second look");
	work(1010);
	then = ms_since_start();
	pass(1000000000);
	ok(is_about(then), "and again, for days");
	ok(ms_since_start() >= then, "and never earlier than before");
	then = ms_since_start();
	work(1000);
	ok(ms_since_start() == then + 1000, "and at work again");
	running_time_watch(&t, false);
	pass(20000);
	ok(ms_since_start() == then + 21000, "watched no more");
}

static void
test_hold(void)
{
	int64_t before = ms_since_start();
	running_time_watch(&t, true);
	running_time_hold(&t, true);
	running_time_hold(&t, true);
	work(5000);
	ok(ms_since_start() == before, "held");
	pass(20000);
	ok(ms_since_start() == before, "held, and stopped");
	running_time_hold(&t, false);
	running_time_hold(&t, false);
	ok(ms_since_start() == before, "it goes on where it was");
	work(700);
	ok(ms_since_start() == before + 700, "as before");
	running_time_watch(&t, false);
	running_time_hold(&t, true);
	pass(3000);
	running_time_hold(&t, false);
	pass(10);
	ok(ms_since_start() == before + 710, "held, and not watched");
}

/* Many look at the moment in which it goes on. */
enum { THREADS = 4, GAPS = 2000, GAP_MS = 5000 };

static atomic_int looking, gaps;
static int64_t gaps_from_ns;
static atomic_bool wrong;

static void
look(void *ctx)
{
	struct thread *self = ctx;
	int64_t before = running_time_ns(&t);
	atomic_fetch_add(&looking, 1);
	while (!thread_is_stopping(self)) {
		int64_t at = running_time_ns(&t);
		int64_t most = atomic_load(&gaps) * MARK_MS * NS_PER_MS;
		if (at < before || at - gaps_from_ns > most)
			atomic_store(&wrong, true);
		before = at;
	}
}

static void
test_threads(void)
{
	struct thread threads[THREADS] = {0};
	running_time_watch(&t, true);
	gaps_from_ns = running_time_ns(&t);
	for (int i = 0; i < THREADS; i++)
		if (thread_start(&threads[i], "look", look, &threads[i]) < 0)
			abort();
	while (atomic_load(&looking) < THREADS)
		;
	for (int i = 0; i < GAPS; i++) {
		atomic_fetch_add(&gaps, 1);
		pass(GAP_MS);
		(void)running_time_ns(&t);
	}
	for (int i = 0; i < THREADS; i++)
		thread_stop(&threads[i]);
	ok(!atomic_load(&wrong), "no thread sees a jump, or a step back");
	ok(running_time_ns(&t) == gaps_from_ns + GAPS * MARK_MS * NS_PER_MS,
	    "each gap is left out once");
}

int
main(void)
{
	atomic_store(&clock_ns, START_S * NS_PER_S);
	test_gaps();
	test_hold();
	test_threads();
	return tap_end();
}
