#include "scan.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/exit_code.h"
#include "base/log.h"
#include "scanner/engine/inherited_files.h"
#include "scanner/engine/monitor.h"
#include "output/run_dir.h"
#include "list_reload.h"
#include "scanner/engine/rate_signals.h"
#include "scanner/engine/reload_signal.h"
#include "scan_estimate.h"
#include "scan_input.h"
#include "scan_line.h"
#include "scan_options.h"
#include "scan_resume.h"
#include "scanner/run/scan.h"
#include "scanner/engine/stop_signals.h"

enum { TICK_NS = 50000000 };

/* Known before the system calls are filtered, which isatty() is not past. */
static bool on_terminal;

/* Says why it could not begin. */
static int
refuse(int code, const struct text *why)
{
	log_line("%s", why->len > 0 ? why->bytes : "out of memory");
	return code;
}

/* What is behind each stage is told by the estimate alone. */
static void
expect(struct monitor *m, const struct scan_estimate *e)
{
	for (unsigned i = 0; i < STAGE_COUNT; i++)
		m->behind[i] = scan_estimate_behind(e, (enum stage)i);
}

static int
watch(struct scan *scan, struct blocklist *lists, const struct scan_options *o,
    const struct scan_estimate *e)
{
	struct monitor monitor;
	double factor = 1; /* of the rate, as the manifest has it */
	const char *dir = scan_options_has_stream(o) ? NULL : run_dir_here;
	int rc =
	    monitor_open(&monitor, dir, o->common.quiet, clock_monotonic_ns());
	if (rc < 0) /* the sweep is worth more than its diary */
		log_line("status.csv: %s", strerror(-rc));
	if (on_terminal)
		monitor_say_each(&monitor, NS_PER_S);
	expect(&monitor, e);
	while (!scan_has_ended(scan)) {
		clock_sleep(TICK_NS);
		if (list_reload_tick(lists))
			scan_note_lists(scan);
		if (rate_signals_factor() != factor) {
			factor = rate_signals_factor();
			scan_note_rate(scan, factor);
		}
		monitor_tick(&monitor, scan_counters(scan), scan_link(scan),
		    clock_monotonic_ns());
	}
	return monitor_close(&monitor, scan_counters(scan), scan_link(scan),
	    clock_monotonic_ns());
}

static void
say_end_of_run(int rc, const char *dir)
{
	if (rc == -EINTR)
		log_line(
		    "stopped early; --resume %s goes on with what was found "
		    "until then",
		    dir);
	else if (rc == -EBADMSG)
		log_line("%s: a line of its parts is no record: this run "
			 "cannot go on",
		    dir);
	else
		log_line(
		    "%s: %s; the records written until then are whole, and "
		    "--resume goes on with them",
		    dir, strerror(-rc));
}

static void
say_end_of_stream(int rc)
{
	if (rc == -EINTR)
		log_line("stopped early; what was found until then is whole");
	else if (rc == -EPIPE)
		log_line("nobody reads standard output any more: stopped");
	else
		log_line("standard output: %s", strerror(-rc));
}

static int
sweep(struct scan *scan, struct blocklist *lists, const struct scan_options *o,
    const struct scan_estimate *e)
{
	int watched = watch(scan, lists, o, e);
	int rc = scan_close(scan);
	if (rc == -ECANCELED) /* by the self-check, which has said why */
		return EXIT_CODE_NOT_BEGUN;
	if (rc == 0)
		rc = watched;
	if (o->trust_anchor == NULL && !o->common.quiet)
		log_line("stage again was left out: it needs --trust-anchor");
	if (rc == -EINTR && o->common.dry_run)
		log_line("stopped early");
	else if (rc < 0 && scan_options_has_stream(o))
		say_end_of_stream(rc);
	else if (rc < 0)
		say_end_of_run(rc, o->output_dir);
	return rc < 0 ? EXIT_CODE_EARLY : EXIT_CODE_GOOD;
}

/* What would be in vain, before anything is made. */
static int
check_before(const struct scan_resume *r, const struct scan_plan *plan,
    struct scan_estimate *e, struct text *why)
{
	int rc = scan_estimate_make(plan, e);
	if (rc < 0)
		return rc;
	if (r != NULL)
		return scan_resume_check(r, plan, why);
	return plan->self_check ? scan_estimate_check_disk(plan, e, why) : 0;
}

static int
estimate(const struct scan_options *o, struct text *why)
{
	struct scan_input input;
	int code = scan_input_read(&input, o, NULL, why);
	if (code != 0)
		return refuse(code, why);
	int rc = scan_estimate_print(&input.plan);
	if (rc < 0)
		log_line("--estimate: %s", strerror(-rc));
	scan_input_fini(&input);
	return rc < 0 ? EXIT_CODE_EARLY : EXIT_CODE_GOOD;
}

/* `r` NULL: the run begins.  `argv` is what it began with. */
static int
run(const struct scan_options *o, const struct scan_resume *r,
    const char *const *argv, size_t argc, struct text *why)
{
	static struct scan_line line; /* large */
	struct scan_input input;
	struct scan_estimate e;
	struct scan *scan;
	const atomic_bool *stopping = stop_signals_watch();
	int code =
	    scan_input_read(&input, o, r != NULL ? &r->earlier : NULL, why);
	if (code != 0)
		return refuse(code, why);
	scan_line_note(&line, o, &input.plan, argv, argc);
	input.plan.command = &line.command;
	if (check_before(r, &input.plan, &e, why) < 0 ||
	    scan_open(&input.plan, stopping, &scan, why) < 0) {
		code = refuse(EXIT_CODE_NOT_BEGUN, why);
	} else {
		inherited_files_close();
		code = sweep(scan, input.blocklist, o, &e);
	}
	scan_input_fini(&input);
	return code;
}

static int
resume(struct scan_options *o, int argc, char *argv[], struct text *why)
{
	struct scan_resume r;
	int rc = scan_resume_open(&r, o, argc, argv, why);
	int code = EXIT_CODE_GOOD;
	if (rc == 0)
		code = run(o, &r, r.start.argv, r.start.argc, why);
	else
		code = refuse(
		    rc == -EALREADY ? EXIT_CODE_GOOD : EXIT_CODE_NOT_BEGUN,
		    why);
	scan_resume_close(&r);
	return code;
}

int
scan_command(int argc, char *argv[])
{
	struct scan_options options;
	struct text why;

	inherited_files_note();
	on_terminal = isatty(STDERR_FILENO);
	scan_options_parse(argc, argv, &options);
	rate_signals_watch();
	reload_signal_watch();
	text_init(&why);
	int code;
	if (options.estimate)
		code = estimate(&options, &why);
	else if (options.resume != NULL)
		code = resume(&options, argc, argv, &why);
	else
		code = run(&options, NULL, (const char *const *)argv,
		    (size_t)argc, &why);
	text_fini(&why);
	return code;
}
