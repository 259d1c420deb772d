#include "stop_signals.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/macros.h"

static atomic_bool stopping;

static void
on_signal(int signal_number)
{
	(void)signal_number;
	atomic_store(&stopping, true);
}

bool
stop_signals_is_deaf(int signal_number)
{
	struct sigaction old;
	return signal_number == SIGHUP && sigaction(SIGHUP, NULL, &old) == 0 &&
	       old.sa_handler == SIG_IGN;
}

const atomic_bool *
stop_signals_watch(void)
{
	static const int all[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction stop = {.sa_handler = on_signal};
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (!stop_signals_is_deaf(all[i]))
			sigaction(all[i], &stop, NULL);
	signal(SIGPIPE, SIG_IGN);
	return &stopping;
}
