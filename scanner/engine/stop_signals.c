#include "stop_signals.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

static atomic_bool stopping;

static void
on_signal(int signal_number)
{
	(void)signal_number;
	atomic_store(&stopping, true);
}

const atomic_bool *
stop_signals_watch(void)
{
	struct sigaction stop = {.sa_handler = on_signal};
	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGTERM, &stop, NULL);
	signal(SIGPIPE, SIG_IGN);
	return &stopping;
}
