/*
 * A check is a scan of a few names into a directory of its own, over the
 * kernel's sockets, then the verdicts of that.  Each of the two is a child.
 * The scan drops its privileges and may do little but scan afterwards; the
 * verdicts have no stop of their own, so a signal takes the whole child, and
 * we who are left remove the directory.
 */
#include "check.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analysis/command/explain.h"
#include "base/exit_code.h"
#include "base/file.h"
#include "base/log.h"
#include "base/macros.h"
#include "base/standard_input.h"
#include "check_options.h"
#include "common_options.h"
#include "dns/name.h"
#include "own_identity.h"
#include "scan.h"

enum { PATH_BYTES = 4096 };

/* A check, and where it is. */
struct check {
	const struct check_options *options;
	char folder[PATH_BYTES / 2];
	char names[PATH_BYTES], own_run[PATH_BYTES];
	const char *trust_anchor; /* as both parts may read it */
	const char *run;          /* `own_run`, or what is to be kept */
	sigset_t held, mask;      /* signals that wait; those that did before */
};

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

/* What scan would be told by a person who wants this. */
static int
scan(const struct check *c)
{
	const struct check_options *o = c->options;
	const char *ehlo = o->ehlo != NULL ? o->ehlo : own_identity_name();
	char *argv[32 + 2 * COMMON_SPECIAL_MAX] = {"scan", "--domains",
	    (char *)(uintptr_t)c->names, "-o", (char *)(uintptr_t)c->run,
	    "--link", "kernel", "--smtp-all", "--implicit-mx", "--quiet",
	    "--sigalgs", "both", "--cooldown-time", "3",
	    "--i-am-allowed-to-scan"};
	int argc = 0;
	const struct {
		const char *option, *value;
	} given[] = {
	    {"--root-hints", o->root_hints},
	    {"--trust-anchor", c->trust_anchor},
	    {"--ehlo", ehlo},
	    {"--contact", own_identity_contact(ehlo)},
	    {"--blocklist-file", o->blocklist},
	    {"--opt-out", o->opt_out},
	};
	while (argv[argc] != NULL)
		argc++;
	for (size_t i = 0; i < ARRAY_LEN(given); i++) {
		if (given[i].value == NULL)
			continue;
		argv[argc++] = (char *)(uintptr_t)given[i].option;
		argv[argc++] = (char *)(uintptr_t)given[i].value;
	}
	if (o->no_self_check)
		argv[argc++] = "--no-self-check";
	for (size_t i = 0; i < o->special.count; i++) {
		argv[argc++] = "--allow-special";
		argv[argc++] = (char *)(uintptr_t)o->special.at[i];
	}
	return scan_command(argc, argv);
}

static atomic_int child;  /* at work; 0: none */
static atomic_bool ended; /* by a signal */

/* As SIGTERM, whatever it was: to a scan SIGHUP says something else. */
static void
pass_on(int signal_number)
{
	pid_t pid = atomic_load(&child);
	(void)signal_number;
	atomic_store(&ended, true);
	if (pid > 0)
		kill(pid, SIGTERM);
}

static const int ending[] = {SIGINT, SIGTERM, SIGHUP};

/*
 * Whoever started us ignores this one, and so do we: nohup(1) and SIGHUP.  The
 * others end us even so, for a script's background job ignores SIGINT.
 */
static bool
is_deaf(int signal_number)
{
	struct sigaction old;
	return signal_number == SIGHUP && sigaction(SIGHUP, NULL, &old) == 0 &&
	       old.sa_handler == SIG_IGN;
}

static void
handle_ending(void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler};
	for (size_t i = 0; i < ARRAY_LEN(ending); i++)
		if (!is_deaf(ending[i]))
			sigaction(ending[i], &action, NULL);
}

/*
 * Who ends a check ends its child, and the directory goes.  While there is no
 * child, signals wait; `mask` is that of before.
 */
static void
hold_signals(sigset_t *held, sigset_t *mask)
{
	sigemptyset(held);
	for (size_t i = 0; i < ARRAY_LEN(ending); i++)
		sigaddset(held, ending[i]);
	sigprocmask(SIG_BLOCK, held, mask);
	handle_ending(pass_on);
}

static int
scan_part(const struct check *c)
{
	/* Half a run is no answer, whatever made it end. */
	return scan(c) == 0 ? 0 : EXIT_CODE_NOT_BEGUN;
}

static int
explain_part(const struct check *c)
{
	struct explain_config config = {
	    .run = c->run,
	    .trust_anchor = c->trust_anchor,
	    .names = c->options->names.at,
	    .count = c->options->names.count,
	    .json = c->options->json,
	    .sha1_insecure = c->options->sha1_insecure,
	};
	return explain_run(&config);
}

/* Until it ends; its number is nobody else's while `child` has it. */
static int
wait_for(const struct check *c, pid_t pid)
{
	siginfo_t info;
	int status = 0;
	atomic_store(&child, pid);
	sigprocmask(SIG_SETMASK, &c->mask, NULL);
	while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) < 0 &&
	       errno == EINTR)
		;
	sigprocmask(SIG_BLOCK, &c->held, NULL);
	atomic_store(&child, 0);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

/* The exit code of this part, in a child of its own. */
static int
apart(const struct check *c, int (*part)(const struct check *c))
{
	pid_t pid = fork();
	if (pid == 0) {
		handle_ending(SIG_DFL); /* until the scan has its own */
		sigprocmask(SIG_SETMASK, &c->mask, NULL);
		exit(part(c));
	}
	if (pid < 0) {
		log_line("check: %s", strerror(errno));
		return EXIT_CODE_NOT_BEGUN;
	}
	int status = wait_for(c, pid);
	if (atomic_load(&ended))
		return EXIT_CODE_NOT_BEGUN;
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	log_line("check: %s", strsignal(WTERMSIG(status)));
	return EXIT_CODE_NOT_BEGUN;
}

static int
check_in(struct check *c)
{
	const struct check_options *o = c->options;
	snprintf(c->names, sizeof(c->names), "%s/names", c->folder);
	snprintf(c->own_run, sizeof(c->own_run), "%s/run", c->folder);
	c->run = o->keep != NULL ? o->keep : c->own_run;
	int rc = write_names(o, c->names);
	if (rc < 0) {
		log_line("check: %s: %s", c->names, strerror(-rc));
		return EXIT_CODE_NOT_BEGUN;
	}
	c->trust_anchor = o->trust_anchor;
	rc = standard_input_keep(&c->trust_anchor);
	if (rc < 0) {
		log_line("check: --trust-anchor: %s", strerror(-rc));
		return EXIT_CODE_NOT_BEGUN;
	}
	int code = apart(c, scan_part);
	return code != 0 ? code : apart(c, explain_part);
}

int
check_command(int argc, char *argv[])
{
	struct check_options o;
	struct check c = {.options = &o};
	const char *parent = getenv("TMPDIR");
	check_options_parse(argc, argv, &o);
	snprintf(c.folder, sizeof(c.folder), "%s/danesweep-check-XXXXXX",
	    parent != NULL ? parent : "/tmp");
	hold_signals(&c.held, &c.mask);
	if (mkdtemp(c.folder) == NULL) {
		log_line("check: %s: %s", c.folder, strerror(errno));
		return EXIT_CODE_NOT_BEGUN;
	}
	int code = check_in(&c);
	(void)!file_remove_tree(c.folder);
	return code;
}
