#include "reload_signal.h"

#include <signal.h>
#include <stdatomic.h>

/* Of the process: a signal has nobody else to tell. */
static atomic_bool asked;

static void
on_signal(int signal_number)
{
	(void)signal_number;
	atomic_store(&asked, true);
}

void
reload_signal_watch(void)
{
	struct sigaction note = {
	    .sa_handler = on_signal, .sa_flags = SA_RESTART};
	sigaction(SIGHUP, &note, NULL);
}

bool
reload_signal_take(void)
{
	return atomic_exchange(&asked, false);
}
