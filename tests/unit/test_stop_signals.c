#include "scanner/engine/stop_signals.h"

#include <signal.h>

#include "tap.h"

int
main(void)
{
	static const int all[] = {SIGINT, SIGTERM, SIGHUP};
	for (int i = 0; i < 3; i++) {
		const atomic_bool *stopping = stop_signals_watch();
		if (i == 0)
			ok(!atomic_load(stopping), "nobody asked to stop");
		raise(all[i]);
		ok(atomic_load(stopping), "a signal asks, and kills nobody");
	}
	raise(SIGPIPE);
	ok(true, "nor does a pipe that broke");
	return tap_end();
}
