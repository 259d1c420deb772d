#include "scan.h"

#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "base/exit_code.h"
#include "base/log.h"
#include "scanner/engine/inherited_files.h"
#include "scanner/engine/monitor.h"
#include "output/run_dir.h"
#include "scanner/engine/rate_signals.h"
#include "scan_input.h"
#include "scan_options.h"
#include "scanner/run/scan.h"
#include "scanner/engine/stop_signals.h"

enum { TICK_NS = 50000000 };

/* Says why it could not begin. */
static int
refuse(int code, const struct text *why)
{
	log_line("%s", why->len > 0 ? why->bytes : "out of memory");
	return code;
}

static int
watch(struct scan *scan, const struct scan_options *o)
{
	struct monitor monitor;
	int rc = monitor_open(
	    &monitor, run_dir_here, o->common.quiet, clock_monotonic_ns());
	if (rc < 0) /* the sweep is worth more than its diary */
		log_line("status.csv: %s", strerror(-rc));
	while (!scan_has_ended(scan)) {
		clock_sleep(TICK_NS);
		monitor_tick(&monitor, scan_counters(scan), scan_link(scan),
		    clock_monotonic_ns());
	}
	return monitor_close(&monitor, scan_counters(scan), scan_link(scan),
	    clock_monotonic_ns());
}

static int
sweep(struct scan *scan, const struct scan_options *o)
{
	int watched = watch(scan, o);
	int rc = scan_close(scan);
	if (rc == 0)
		rc = watched;
	if (o->trust_anchor == NULL && !o->common.quiet)
		log_line("stage again was left out: it needs --trust-anchor");
	if (rc == -EINTR)
		log_line("stopped early; %s holds what was found until then",
		    o->output_dir);
	else if (rc < 0)
		log_line("%s: %s; the records written until then are whole",
		    o->output_dir, strerror(-rc));
	return rc < 0 ? EXIT_CODE_EARLY : EXIT_CODE_GOOD;
}

static int
run(const struct scan_options *o, int argc, char *argv[], struct text *why)
{
	struct scan_input input;
	struct scan *scan;
	const atomic_bool *stopping = stop_signals_watch();
	int code = scan_input_read(&input, o, why);
	if (code != 0)
		return refuse(code, why);
	input.plan.argc = argc;
	input.plan.argv = argv;
	if (scan_open(&input.plan, stopping, &scan, why) < 0) {
		code = refuse(EXIT_CODE_NOT_BEGUN, why);
	} else {
		inherited_files_close();
		code = sweep(scan, o);
	}
	scan_input_fini(&input);
	return code;
}

int
scan_command(int argc, char *argv[])
{
	struct scan_options options;
	struct text why;

	inherited_files_note();
	scan_options_parse(argc, argv, &options);
	rate_signals_watch();
	text_init(&why);
	int code = run(&options, argc, argv, &why);
	text_fini(&why);
	return code;
}
