/*
 * A check is a scan of a few names into a directory of its own, over the
 * kernel's sockets, then the verdicts of that.  The scan is a child: it drops
 * its privileges and may do little but scan afterwards.
 */
#include "check.h"

#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analysis/command/explain.h"
#include "base/exit_code.h"
#include "base/log.h"
#include "base/macros.h"
#include "check_options.h"
#include "scanner/engine/stop_signals.h"
#include "scan.h"

enum { PATH_BYTES = 4096, OPEN_FOLDERS = 16 };

static int
write_names(const struct check_options *o, const char *path)
{
	FILE *f = fopen(path, "we");
	if (f == NULL)
		return -errno;
	for (size_t i = 0; i < o->names.count; i++)
		fprintf(f, "%s\n", o->names.at[i]);
	return fclose(f) == 0 ? 0 : -errno;
}

static const char *
own_name(void)
{
	static char name[HOST_NAME_MAX + 1];
	return gethostname(name, sizeof(name) - 1) == 0 ? name : NULL;
}

/* What scan would be told by a person who wants this. */
static int
scan(const struct check_options *o, const char *names, const char *run)
{
	char *argv[32] = {"scan", "--domains", (char *)(uintptr_t)names, "-o",
	    (char *)(uintptr_t)run, "--link", "kernel", "--smtp-all",
	    "--implicit-mx", "--quiet", "--cooldown-time", "3",
	    "--i-am-allowed-to-scan", "--contact", "none: a single check"};
	int argc = 0;
	const struct {
		const char *option, *value;
	} given[] = {
	    {"--root-hints", o->root_hints},
	    {"--trust-anchor", o->trust_anchor},
	    {"--ehlo", o->ehlo != NULL ? o->ehlo : own_name()},
	    {"--blocklist-file", o->blocklist},
	};
	while (argv[argc] != NULL)
		argc++;
	for (size_t i = 0; i < ARRAY_LEN(given); i++) {
		if (given[i].value == NULL)
			continue;
		argv[argc++] = (char *)(uintptr_t)given[i].option;
		argv[argc++] = (char *)(uintptr_t)given[i].value;
	}
	return scan_command(argc, argv);
}

static atomic_int scanner; /* the child; 0: none */
static atomic_bool ended;  /* by a signal */

static void
pass_on(int signal_number)
{
	pid_t child = atomic_load(&scanner);
	atomic_store(&ended, true);
	if (child > 0)
		kill(child, signal_number);
}

static const int ending[] = {SIGINT, SIGTERM, SIGHUP};

static void
handle_ending(void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler};
	for (size_t i = 0; i < ARRAY_LEN(ending); i++)
		if (!stop_signals_is_deaf(ending[i]))
			sigaction(ending[i], &action, NULL);
}

/*
 * Who ends a check ends its scan, and the directory goes.  Until there is a
 * scan, signals wait; `mask` is that of before.
 */
static void
hold_signals(sigset_t *mask)
{
	sigset_t held;
	sigemptyset(&held);
	for (size_t i = 0; i < ARRAY_LEN(ending); i++)
		sigaddset(&held, ending[i]);
	sigprocmask(SIG_BLOCK, &held, mask);
	handle_ending(pass_on);
}

/* 0: the run directory holds all that could be found. */
static int
scan_apart(const struct check_options *o, const char *names, const char *run,
    const sigset_t *mask)
{
	int status = 0;
	pid_t child = fork();
	if (child == 0) {
		handle_ending(SIG_DFL); /* until the scan has its own */
		sigprocmask(SIG_SETMASK, mask, NULL);
		exit(scan(o, names, run));
	}
	if (child < 0) {
		log_line("check: %s", strerror(errno));
		return EXIT_CODE_NOT_BEGUN;
	}
	atomic_store(&scanner, child);
	sigprocmask(SIG_SETMASK, mask, NULL);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	atomic_store(&scanner, 0);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 &&
		       !atomic_load(&ended)
		   ? 0
		   : EXIT_CODE_NOT_BEGUN;
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

static int
check_in(
    const struct check_options *o, const char *folder, const sigset_t *mask)
{
	char names[PATH_BYTES], run[PATH_BYTES];
	snprintf(names, sizeof(names), "%s/names", folder);
	snprintf(run, sizeof(run), "%s/run", folder);
	int rc = write_names(o, names);
	if (rc < 0) {
		log_line("check: %s: %s", names, strerror(-rc));
		return EXIT_CODE_NOT_BEGUN;
	}
	struct explain_config config = {
	    .run = o->keep != NULL ? o->keep : run,
	    .trust_anchor = o->trust_anchor,
	    .names = o->names.at,
	    .count = o->names.count,
	    .json = o->json,
	};
	int code = scan_apart(o, names, config.run, mask);
	return code != 0 ? code : explain_run(&config);
}

int
check_command(int argc, char *argv[])
{
	struct check_options o;
	const char *parent = getenv("TMPDIR");
	char folder[PATH_BYTES / 2];
	sigset_t mask;
	check_options_parse(argc, argv, &o);
	snprintf(folder, sizeof(folder), "%s/danesweep-check-XXXXXX",
	    parent != NULL ? parent : "/tmp");
	hold_signals(&mask);
	if (mkdtemp(folder) == NULL) {
		log_line("check: %s: %s", folder, strerror(errno));
		return EXIT_CODE_NOT_BEGUN;
	}
	int code = check_in(&o, folder, &mask);
	nftw(folder, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
	return code;
}
