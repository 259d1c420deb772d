/*
 * A check is a scan of a few names into a directory of its own, over the
 * kernel's sockets, then what policies are where its answers lead to, then the
 * verdicts of that.  Each of the three is a child.  The scan drops its
 * privileges and may do little but scan afterwards, and so does whoever asks
 * for a policy; the others have no stop of their own, so a signal takes the
 * whole child, and we who are left remove the directory.
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
#include "analysis/verdict/summary.h"
#include "base/clock.h"
#include "base/exit_code.h"
#include "base/file.h"
#include "base/log.h"
#include "base/macros.h"
#include "base/standard_input.h"
#include "check_names.h"
#include "check_options.h"
#include "common_options.h"
#include "own_identity.h"
#include "policy_fetch.h"
#include "scan.h"

enum { PATH_BYTES = 4096 };

/* A check, and where it is. */
struct check {
	const struct check_options *options;
	struct check_names asked;
	char folder[PATH_BYTES / 2];
	char names[PATH_BYTES], allowed[PATH_BYTES], own_run[PATH_BYTES];
	char policies[PATH_BYTES]; /* what came of them; it may be no file */
	/* As several parts may read them. */
	const char *trust_anchor, *blocklist, *opt_out;
	const char *run;     /* `own_run`, or what is to be kept */
	bool judged;         /* the verdicts came to an end */
	int64_t end_ns;      /* monotonic: of the whole */
	sigset_t held, mask; /* signals that wait; those that did before */
};

static int
write_names(const struct check_names *n, const char *path)
{
	FILE *f = fopen(path, "we");
	if (f == NULL)
		return -errno;
	for (size_t i = 0; i < n->count; i++)
		fprintf(f, "%s\n", n->at[i]);
	return fclose(f) == 0 ? 0 : -errno;
}

/* All addresses of one family. */
static int
write_allowed(const struct check_options *o, const char *path)
{
	FILE *f = fopen(path, "we");
	if (f == NULL)
		return -errno;
	fputs(o->v4 ? "0.0.0.0/0\n" : "::/0\n", f);
	return fclose(f) == 0 ? 0 : -errno;
}

/* NULL: it is that of a scan. */
static const char *
service_of(const struct check_options *o, char port[8])
{
	if (!o->port.given)
		return NULL;
	snprintf(port, 8, "%u", (unsigned)o->port.value);
	return port;
}

/* They are of domains. */
static bool
has_policies(const struct check_options *o)
{
	return !o->hosts && !o->no_policies;
}

/* NULL: all may be sent to. */
static const char *
allowed_of(const struct check *c)
{
	return c->options->v4 || c->options->v6 ? c->allowed : NULL;
}

/* What scan would be told by a person who wants this. */
static int
scan(const struct check *c)
{
	const struct check_options *o = c->options;
	const char *ehlo = o->ehlo != NULL ? o->ehlo : own_identity_name();
	char *argv[42 + 2 * COMMON_SPECIAL_MAX] = {"scan",
	    o->hosts ? "--hosts" : "--domains", (char *)(uintptr_t)c->names,
	    "-o", (char *)(uintptr_t)c->run, "--link", "kernel", "--smtp-all",
	    "--implicit-mx", "--sigalgs", (char *)(uintptr_t)o->sigalgs,
	    "--cooldown-time", "3", "--need-roots", "--i-am-allowed-to-scan"};
	char port[8];
	int argc = 0;
	const struct {
		const char *option, *value;
	} given[] = {
	    {"--root-hints", o->root_hints},
	    {"--trust-anchor", c->trust_anchor},
	    {"--ehlo", ehlo},
	    {"--contact", own_identity_contact(ehlo)},
	    {"--blocklist-file", c->blocklist},
	    {"--opt-out", c->opt_out},
	    {"--service", service_of(o, port)},
	    {"--allowlist-file", allowed_of(c)},
	};
	while (argv[argc] != NULL)
		argc++;
	for (size_t i = 0; i < ARRAY_LEN(given); i++) {
		if (given[i].value == NULL)
			continue;
		argv[argc++] = (char *)(uintptr_t)given[i].option;
		argv[argc++] = (char *)(uintptr_t)given[i].value;
	}
	if (has_policies(o))
		argv[argc++] = "--all-policies";
	argv[argc++] = "--reach";
	if (o->quiet || o->nagios || !isatty(STDERR_FILENO))
		argv[argc++] = "--quiet";
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
static atomic_bool late;  /* by that of its time limit */

/* As SIGTERM, whatever it was: to a scan SIGHUP says something else. */
static void
pass_on(int signal_number)
{
	pid_t pid = atomic_load(&child);
	atomic_store(&ended, true);
	if (signal_number == SIGALRM)
		atomic_store(&late, true);
	if (pid > 0)
		kill(pid, SIGTERM);
}

static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGALRM};

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

/* One policy may take half of the time that is left, for the rest, too. */
static int64_t
policy_time_ns(const struct check *c)
{
	enum { POLICY_S = 20 };
	int64_t left_ns = (c->end_ns - clock_monotonic_ns()) / 2;
	if (left_ns > POLICY_S * NS_PER_S)
		return POLICY_S * NS_PER_S;
	return left_ns > NS_PER_S ? left_ns : NS_PER_S;
}

static int
policies_part(const struct check *c)
{
	const struct check_options *o = c->options;
	return policy_fetch_run(&(struct policy_fetch_config){
	    .run = c->run,
	    .trust_anchor = c->trust_anchor,
	    .names = c->asked.at,
	    .count = c->asked.count,
	    .ca_file = o->ca_file,
	    .rules =
		{
		    .block_path = c->blocklist,
		    .allow_path = allowed_of(c),
		    .opt_out_path = c->opt_out,
		    .special_allowed = o->special.at,
		    .special_count = o->special.count,
		},
	    .whole_ns = policy_time_ns(c),
	    .out = c->policies,
	});
}

/* https://no-color.org */
static bool
is_coloured(void)
{
	const char *no = getenv("NO_COLOR");
	return isatty(STDOUT_FILENO) && (no == NULL || no[0] == 0);
}

static int
explain_part(const struct check *c)
{
	struct explain_config config = {
	    .run = c->run,
	    .policies = has_policies(c->options) ? c->policies : NULL,
	    .trust_anchor = c->trust_anchor,
	    .names = c->asked.at,
	    .count = c->asked.count,
	    .over_ipv6 = c->options->v6,
	    .hosts = c->options->hosts,
	    .json = c->options->json,
	    .nagios = c->options->nagios,
	    .colour = is_coloured(),
	    .warn_days = (unsigned)c->options->warn_days.value,
	    .sha1_insecure = c->options->sha1_insecure,
	    .history = c->options->history.at,
	    .history_count = c->options->history.count,
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

/* Before anything is asked: what it has to tell is wanted at the end. */
static bool
has_history(const struct option_list *history)
{
	for (size_t i = 0; i < history->count; i++) {
		if (access(history->at[i], R_OK | X_OK) == 0)
			continue;
		log_line(
		    "check: --history %s: %s", history->at[i], strerror(errno));
		return false;
	}
	return true;
}

/* Of these one may be standard input. */
static bool
keep_input(struct check *c)
{
	const struct check_options *o = c->options;
	const struct {
		const char *option, *given, **kept;
	} rows[] = {
	    {"trust-anchor", o->trust_anchor, &c->trust_anchor},
	    {"blocklist-file", o->blocklist, &c->blocklist},
	    {"opt-out", o->opt_out, &c->opt_out},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		*rows[i].kept = rows[i].given;
		int rc = rows[i].given != NULL
			     ? standard_input_keep(rows[i].kept)
			     : 0;
		if (rc == 0)
			continue;
		log_line("check: --%s: %s", rows[i].option, strerror(-rc));
		return false;
	}
	return true;
}

static int
check_in(struct check *c)
{
	const struct check_options *o = c->options;
	snprintf(c->names, sizeof(c->names), "%s/names", c->folder);
	snprintf(c->own_run, sizeof(c->own_run), "%s/run", c->folder);
	c->run = o->keep != NULL ? o->keep : c->own_run;
	snprintf(c->allowed, sizeof(c->allowed), "%s/allowed", c->folder);
	int rc = write_names(&c->asked, c->names);
	if (rc == 0 && (o->v4 || o->v6))
		rc = write_allowed(o, c->allowed);
	if (rc < 0) {
		log_line("check: %s: %s", c->folder, strerror(-rc));
		return EXIT_CODE_NOT_BEGUN;
	}
	snprintf(
	    c->policies, sizeof(c->policies), "%s/policy_file.ndjson", c->run);
	if (!keep_input(c))
		return EXIT_CODE_NOT_BEGUN;
	int code = apart(c, scan_part);
	if (code == 0 && has_policies(o))
		code = apart(c, policies_part);
	if (code == 0) {
		code = apart(c, explain_part);
		c->judged = !atomic_load(&ended);
	}
	return code;
}

static int
check_in_folder(struct check *c)
{
	const char *parent = getenv("TMPDIR");
	snprintf(c->folder, sizeof(c->folder), "%s/danesweep-check-XXXXXX",
	    parent != NULL ? parent : "/tmp");
	hold_signals(&c->held, &c->mask);
	if (mkdtemp(c->folder) == NULL) {
		log_line("check: %s: %s", c->folder, strerror(errno));
		return EXIT_CODE_NOT_BEGUN;
	}
	c->end_ns = clock_monotonic_ns() +
		    (int64_t)c->options->time_limit_s.value * NS_PER_S;
	alarm((unsigned)c->options->time_limit_s.value);
	int code = check_in(c);
	alarm(0);
	if (atomic_load(&late))
		log_line("check: not done within %llu seconds (--time-limit)",
		    (unsigned long long)c->options->time_limit_s.value);
	(void)!file_remove_tree(c->folder);
	return code;
}

/* A monitor reads one line of standard output, whatever happened. */
static int
nagios_code(int code, bool judged)
{
	if (judged)
		return code;
	puts("DANE UNKNOWN - it could not be found out");
	return SUMMARY_UNKNOWN;
}

int
check_command(int argc, char *argv[])
{
	struct check_options o;
	struct check c = {.options = &o};
	struct text why;
	check_options_parse(argc, argv, &o);
	text_init(&why);
	int rc = check_names_read(&c.asked, &o.names, o.name_file, &why);
	int code = EXIT_CODE_NOT_BEGUN;
	if (rc < 0)
		log_line("check: --names: %s",
		    why.len > 0 ? why.bytes : strerror(-rc));
	else if (has_history(&o.history))
		code = check_in_folder(&c);
	text_fini(&why);
	check_names_fini(&c.asked);
	return o.nagios ? nagios_code(code, c.judged) : code;
}
