#include "scheduler.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/entropy.h"
#include "base/macros.h"
#include "base/thread.h"
#include "tests/unit/tap.h"

enum { LOOPS = 5, ROUNDS = 20 };

/* What all loops did, in the order in which they did it. */
struct diary {
	char text[4096];
	size_t len;
};

struct loop {
	struct thread thread;
	struct diary *diary;
	char name;
};

static void
run(void *arg)
{
	struct loop *l = arg;
	for (int i = 0; i < ROUNDS; i++) {
		l->diary->text[l->diary->len++] = l->name;
		clock_sleep(NS_PER_S);
	}
	while (!thread_is_stopping(&l->thread))
		clock_pause();
}

static void
write_diary(uint64_t seed, struct diary *diary)
{
	struct loop loops[LOOPS] = {0};
	uint64_t random;
	*diary = (struct diary){0};
	scheduler_begin(seed);
	for (int i = 0; i < LOOPS; i++) {
		loops[i].diary = diary;
		loops[i].name = (char)('a' + i);
		if (thread_start(&loops[i].thread, "loop", run, &loops[i]) < 0)
			return;
	}
	clock_sleep(ROUNDS * NS_PER_S);
	for (int i = 0; i < LOOPS; i++)
		thread_stop(&loops[i].thread);
	if (entropy_fill(&random, sizeof(random)) < 0)
		return;
	diary->len += (size_t)sprintf(diary->text + diary->len, " %lld %llu",
	    (long long)clock_realtime_ns(), (unsigned long long)random);
	scheduler_end();
}

static void
test_order(void)
{
	static struct diary a, b;
	write_diary(1, &a);
	write_diary(1, &b);
	ok(a.len > LOOPS * ROUNDS && strcmp(a.text, b.text) == 0,
	    "the same seed: the same order, time and random numbers");
	write_diary(2, &b);
	ok(a.len == b.len && strcmp(a.text, b.text) != 0,
	    "another seed: another order");
	bool each_second = true;
	for (size_t second = 0; second < ROUNDS; second++)
		for (char c = 'a'; c < 'a' + LOOPS; c++)
			each_second &=
			    memchr(a.text + second * LOOPS, c, LOOPS) != NULL;
	ok(each_second, "in each second each loop has its turn");
}

static void
test_time(void)
{
	scheduler_begin(3);
	int64_t began_ns = clock_monotonic_ns();
	ok(clock_realtime_ns() - began_ns == SCHEDULER_EPOCH_NS,
	    "real time has a fixed beginning");
	clock_sleep(24 * 3600 * NS_PER_S);
	ok(clock_monotonic_ns() - began_ns == 24 * 3600 * NS_PER_S,
	    "a day goes by at once");
	clock_sleep_until(began_ns);
	ok(clock_monotonic_ns() - began_ns == 24 * 3600 * NS_PER_S,
	    "and time never goes back");
	ok(scheduler_switches() == 0, "alone there is nobody to wait for");
	scheduler_end();
}

int
main(void)
{
	test_order();
	test_time();
	return tap_end();
}
