#include "base/clock.h"

#include <linux/futex.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/macros.h"
#include "base/running_time.h"

enum { PAUSE_NS = 1000000 };

static int64_t
ask(clockid_t id)
{
	struct timespec t;
	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * NS_PER_S + t.tv_nsec;
}

static int64_t
monotonic_ns(void)
{
	return ask(CLOCK_MONOTONIC);
}

static struct running_time running = RUNNING_TIME(monotonic_ns);

static int64_t
kernel_monotonic_ns(void)
{
	return running_time_ns(&running);
}

static int64_t
kernel_realtime_ns(void)
{
	return ask(CLOCK_REALTIME);
}

/* For so long, while the clock is held too: then it is not yet `wake_ns`. */
static void
kernel_sleep_until(int64_t wake_ns)
{
	int64_t ns = wake_ns - kernel_monotonic_ns();
	if (ns <= 0)
		return;
	const struct timespec span = {
	    .tv_sec = ns / NS_PER_S, .tv_nsec = ns % NS_PER_S};
	clock_nanosleep(CLOCK_MONOTONIC, 0, &span, NULL);
}

static const struct clock_source kernel = {
    kernel_monotonic_ns, kernel_realtime_ns, kernel_sleep_until};
static const struct clock_source *source = &kernel;

void
clock_set_source(const struct clock_source *new_source)
{
	source = new_source != NULL ? new_source : &kernel;
}

int64_t
clock_monotonic_ns(void)
{
	return source->monotonic_ns();
}

int64_t
clock_realtime_ns(void)
{
	return source->realtime_ns();
}

void
clock_sleep(int64_t ns)
{
	source->sleep_until(source->monotonic_ns() + ns);
}

void
clock_sleep_until(int64_t monotonic_ns)
{
	source->sleep_until(monotonic_ns);
}

void
clock_pause(void)
{
	clock_sleep(PAUSE_NS);
}

void
clock_sleep_while(atomic_int *word, int value, int64_t wake_ns)
{
	int64_t ns = wake_ns - clock_monotonic_ns();
	if (source != &kernel) {
		clock_sleep(ns < PAUSE_NS ? ns : PAUSE_NS);
		return;
	}
	if (ns <= 0)
		return;
	const struct timespec span = {
	    .tv_sec = ns / NS_PER_S, .tv_nsec = ns % NS_PER_S};
	(void)syscall(
	    SYS_futex, word, FUTEX_WAIT_PRIVATE, value, &span, NULL, 0);
}

void
clock_wake(atomic_int *word)
{
	if (source == &kernel)
		(void)syscall(
		    SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

void
clock_watch(bool on)
{
	running_time_watch(&running, on);
}

void
clock_hold(bool on)
{
	running_time_hold(&running, on);
}
