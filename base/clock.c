#include "base/clock.h"

#include <time.h>

#include "base/macros.h"

static int64_t
ask(clockid_t id)
{
	struct timespec t;
	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * NS_PER_S + t.tv_nsec;
}

int64_t
clock_monotonic_ns(void)
{
	return ask(CLOCK_MONOTONIC);
}

int64_t
clock_realtime_ns(void)
{
	return ask(CLOCK_REALTIME);
}

void
clock_doze(void)
{
	nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}
