#include "scanner/engine/stop_signals.h"

#include <signal.h>

#include "tap.h"

int
main(void)
{
	static const int all[] = {SIGINT, SIGTERM};
	signal(SIGHUP, SIG_DFL); /* nohup(1) may run us */
	for (int i = 0; i < 2; i++) {
		const atomic_bool *stopping = stop_signals_watch();
		if (i == 0)
			ok(!atomic_load(stopping), "nobody asked to stop");
		raise(all[i]);
		ok(atomic_load(stopping), "a signal asks, and kills nobody");
	}
	struct sigaction kept;
	sigaction(SIGHUP, NULL, &kept);
	ok(kept.sa_handler == SIG_DFL, "SIGHUP is another's");
	signal(SIGINT, SIG_IGN);
	stop_signals_watch();
	sigaction(SIGINT, NULL, &kept);
	ok(kept.sa_handler != SIG_IGN, "a background job hears SIGINT");
	raise(SIGPIPE);
	ok(true, "nor does a pipe that broke");
	return tap_end();
}
