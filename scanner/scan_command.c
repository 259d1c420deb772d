#include "scan_command.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "monitor.h"
#include "scan.h"

enum { TICK_NS = 50000000 };

static atomic_bool stopping;

static void
on_signal(int signal_number)
{
	(void)signal_number;
	atomic_store(&stopping, true);
}

static void
watch_signals(void)
{
	struct sigaction stop = {.sa_handler = on_signal};
	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGHUP, &stop, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void
wait_for_end(struct scan *s, struct monitor *monitor)
{
	while (!scan_has_ended(s)) {
		nanosleep(&(struct timespec){.tv_nsec = TICK_NS}, NULL);
		monitor_tick(monitor, scan_counters(s), scan_link(s),
		    clock_monotonic_ns());
	}
}

static int
say(int rc, const struct text *why)
{
	if (why->len > 0)
		log_line("%s", why->bytes);
	else
		log_line("%s", strerror(-rc));
	text_clear((struct text *)why);
	return rc;
}

int
scan_command(int argc, char *argv[])
{
	struct scan_options options;
	struct scan *scan;
	struct monitor monitor = {0};
	struct text why;

	scan_options_parse(argc, argv, &options);
	if (options.help) {
		scan_options_help(stdout);
		return 0;
	}
	watch_signals();
	text_init(&why);
	int code = scan_open(&options, argc, argv, &stopping, &scan, &why);
	if (code != 0) {
		say(-EINVAL, &why);
		text_fini(&why);
		return code;
	}
	return code;
}
