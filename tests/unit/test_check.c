/*
 * A check is three children in turn, and a signal ends it in each.  The scan,
 * policies and verdicts are played here: each tells by a pipe that it has
 * begun.
 */
#include "scanner/command/check.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analysis/command/explain.h"
#include "base/exit_code.h"
#include "scanner/command/policy_fetch.h"
#include "scanner/command/scan.h"
#include "tap.h"

enum { LAST_RESORT_S = 20, WAITS = -1, CRASHES = -2 };
enum { SCANS = 's', FETCHES = 'f', EXPLAINS = 'e', LATE = 'l', DEAF = 'd' };

/* What the parts do: an exit code, or WAITS for a signal, or CRASHES. */
static int scan_code, fetch_code, explain_code;
static int told; /* the end of the pipe to write to */

static void
tell(char what)
{
	if (write(told, &what, 1) != 1)
		_exit(99);
}

/* No signal came: the test must fail, not hang. */
static void
give_up(int signal_number)
{
	(void)signal_number;
	tell(LATE);
	_exit(EXIT_CODE_GOOD);
}

static int
play(char part, int code)
{
	struct sigaction old;
	signal(SIGALRM, give_up);
	alarm(LAST_RESORT_S);
	if (sigaction(SIGHUP, NULL, &old) == 0 && old.sa_handler == SIG_IGN)
		tell(DEAF);
	signal(SIGHUP, SIG_IGN); /* a scan does not end by it */
	tell(part);
	while (code == WAITS)
		pause();
	if (code == CRASHES)
		kill(getpid(), SIGKILL);
	return code;
}

int
scan_command(int argc, char *argv[])
{
	(void)argc;
	(void)argv;
	return play(SCANS, scan_code);
}

int
policy_fetch_run(const struct policy_fetch_config *config)
{
	(void)config;
	return play(FETCHES, fetch_code);
}

int
explain_run(const struct explain_config *config)
{
	(void)config;
	return play(EXPLAINS, explain_code);
}

/* A check in a process of its own, and the end of the pipe to read from. */
struct run {
	pid_t pid;
	int heard;
	char folder[32];
};

static struct run
begin(int scan, int fetch, int explain)
{
	struct run r = {.folder = "/tmp/test_check.XXXXXX"};
	int ends[2];
	scan_code = scan;
	fetch_code = fetch;
	explain_code = explain;
	fflush(stdout);
	if (mkdtemp(r.folder) == NULL || pipe(ends) < 0 || (r.pid = fork()) < 0)
		abort();
	if (r.pid == 0) {
		char *argv[] = {"check", "example.com", NULL};
		close(ends[0]);
		told = ends[1];
		setenv("TMPDIR", r.folder, 1);
		exit(check_command(2, argv));
	}
	close(ends[1]);
	r.heard = ends[0];
	return r;
}

/* The next that is told; 0: all of its processes have ended. */
static char
next(const struct run *r)
{
	char what = 0;
	return read(r->heard, &what, 1) == 1 ? what : 0;
}

/* Its exit code; it left no process, and nothing in its folder. */
static int
end(const struct run *r)
{
	int status;
	ok(next(r) == 0, "nothing goes on");
	if (waitpid(r->pid, &status, 0) != r->pid)
		abort();
	close(r->heard);
	ok(rmdir(r->folder) == 0, "nothing is left");
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
test_codes(void)
{
	static const struct {
		const char *name;
		int fetch, explain, want;
	} rows[] = {
	    {"yes", 0, EXIT_CODE_GOOD, EXIT_CODE_GOOD},
	    {"no", 0, EXIT_CODE_NO, EXIT_CODE_NO},
	    {"not readable", 0, EXIT_CODE_NOT_BEGUN, EXIT_CODE_NOT_BEGUN},
	    {"verdicts that crash", 0, CRASHES, EXIT_CODE_NOT_BEGUN},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct run r = begin(0, rows[i].fetch, rows[i].explain);
		ok(next(&r) == SCANS && next(&r) == FETCHES &&
			next(&r) == EXPLAINS,
		    "first the scan, then policies, then the verdicts");
		ok(end(&r) == rows[i].want, rows[i].name);
	}
}

static void
test_no_run(void)
{
	static const int codes[] = {
	    EXIT_CODE_EARLY, EXIT_CODE_NOT_BEGUN, CRASHES};
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		struct run r = begin(codes[i], 0, EXIT_CODE_GOOD);
		ok(next(&r) == SCANS, "a scan");
		ok(end(&r) == EXIT_CODE_NOT_BEGUN,
		    "that does not end well: no verdict");
		r = begin(0, CRASHES, EXIT_CODE_GOOD);
		ok(next(&r) == SCANS && next(&r) == FETCHES,
		    "a scan, and policies");
		ok(end(&r) == EXIT_CODE_NOT_BEGUN,
		    "that do not end well: no verdict");
	}
}

/* As kill(1) does it: the check gets the signal, and its child does not. */
static void
test_signals(int signal_number, const char *name)
{
	struct run r = begin(WAITS, 0, EXIT_CODE_GOOD);
	ok(next(&r) == SCANS && kill(r.pid, signal_number) == 0, name);
	ok(end(&r) == EXIT_CODE_NOT_BEGUN, "ends the scan, and all");

	r = begin(0, WAITS, EXIT_CODE_GOOD);
	ok(next(&r) == SCANS && next(&r) == FETCHES &&
		kill(r.pid, signal_number) == 0,
	    name);
	ok(end(&r) == EXIT_CODE_NOT_BEGUN, "ends policies, and all");

	r = begin(0, 0, WAITS);
	ok(next(&r) == SCANS && next(&r) == FETCHES && next(&r) == EXPLAINS &&
		kill(r.pid, signal_number) == 0,
	    name);
	ok(end(&r) == EXIT_CODE_NOT_BEGUN, "ends the verdicts, and all");
}

/* Under nohup(1) neither the check nor its parts hear it. */
static void
test_nohup(void)
{
	signal(SIGHUP, SIG_IGN);
	struct run r = begin(0, 0, EXIT_CODE_GOOD);
	ok(next(&r) == DEAF && next(&r) == SCANS && next(&r) == DEAF &&
		next(&r) == FETCHES && next(&r) == DEAF && next(&r) == EXPLAINS,
	    "SIGHUP stays ignored where it was");
	ok(end(&r) == EXIT_CODE_GOOD, "and all goes on");
	signal(SIGHUP, SIG_DFL);
}

int
main(void)
{
	signal(SIGHUP, SIG_DFL);
	test_codes();
	test_no_run();
	test_signals(SIGINT, "SIGINT");
	test_signals(SIGTERM, "SIGTERM");
	test_signals(SIGHUP, "SIGHUP");
	test_nohup();
	return tap_end();
}
