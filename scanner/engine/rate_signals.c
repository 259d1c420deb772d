#include "rate_signals.h"

#include <signal.h>
#include <stdatomic.h>

static const double step = 1.05, lowest = 0.01, highest = 100;

/* Of the process: a signal has nobody else to tell. */
static _Atomic double factor = 1;

static void
on_signal(int signal_number)
{
	double now = atomic_load(&factor);
	now = signal_number == SIGUSR1 ? now * step : now / step;
	if (now >= lowest && now <= highest)
		atomic_store(&factor, now);
}

void
rate_signals_watch(void)
{
	struct sigaction change = {
	    .sa_handler = on_signal, .sa_flags = SA_RESTART};
	sigaction(SIGUSR1, &change, NULL);
	sigaction(SIGUSR2, &change, NULL);
}

double
rate_signals_factor(void)
{
	return atomic_load_explicit(&factor, memory_order_relaxed);
}
