#include "probe.h"

#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "base/exit_code.h"
#include "base/log.h"
#include "list_reload.h"
#include "probe_input.h"
#include "probe_options.h"
#include "scanner/probe/sweep.h"
#include "scanner/probe/status.h"
#include "scanner/engine/inherited_files.h"
#include "scanner/engine/rate_signals.h"
#include "scanner/engine/reload_signal.h"
#include "scanner/engine/stop_signals.h"

enum { TICK_NS = 10000000 };

static int
watch(struct probe *probe, struct blocklist *lists, struct probe_status *status)
{
	struct probe_view view;
	int64_t now_ns = clock_monotonic_ns();
	while (!probe_has_ended(probe, now_ns)) {
		clock_sleep(TICK_NS);
		(void)list_reload_tick(lists);
		now_ns = clock_monotonic_ns();
		view = probe_look(probe);
		probe_status_tick(status, &view, now_ns, false);
	}
	view = probe_look(probe);
	probe_status_tick(status, &view, now_ns, true);
	return probe_status_close(status);
}

static int
sweep(struct probe *probe, struct blocklist *lists, struct probe_status *status)
{
	int watched = watch(probe, lists, status);
	int rc = probe_close(probe);
	if (rc == 0)
		rc = watched;
	if (rc == -EINTR)
		log_line("stopped early; what was found until then is whole");
	else if (rc < 0)
		log_line(
		    "%s; what was written until then is whole", strerror(-rc));
	return rc < 0 ? EXIT_CODE_EARLY : EXIT_CODE_GOOD;
}

static int
open_and_sweep(struct probe_input *in, struct probe_status *status,
    const atomic_bool *stopping, struct text *why)
{
	struct probe *probe;
	int rc = probe_open(&in->plan, stopping, &probe, why);
	if (rc < 0)
		return rc;
	inherited_files_close();
	return sweep(probe, in->blocklist, status);
}

static int
run(const struct probe_options *o, int argc, char *argv[], struct text *why)
{
	struct probe_status status;
	struct probe_input in;
	const atomic_bool *stopping = stop_signals_watch();
	rate_signals_watch();
	reload_signal_watch();
	int rc = probe_input_read(&in, o, why);
	if (rc < 0)
		return rc;
	in.plan.argc = argc;
	in.plan.argv = argv;
	rc = probe_status_open(
	    &status, o->status, o->common.quiet, clock_monotonic_ns());
	if (rc < 0) {
		text_addf(why, "%s: %s", o->status, strerror(-rc));
	} else {
		rc = open_and_sweep(&in, &status, stopping, why);
		if (rc < 0)
			(void)probe_status_close(&status);
	}
	probe_input_fini(&in);
	return rc;
}

int
probe_command(int argc, char *argv[])
{
	struct probe_options options;
	struct text why;

	inherited_files_note();
	probe_options_parse(argc, argv, &options);
	text_init(&why);
	int code = run(&options, argc, argv, &why);
	if (code < 0) {
		log_line("%s", why.bytes);
		code = EXIT_CODE_NOT_BEGUN;
	}
	text_fini(&why);
	return code;
}
