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
#include "dns/host_text.h"
#include "base/option_table.h"
#include "scan.h"

enum { PATH_BYTES = 4096, OPEN_FOLDERS = 16 };

struct options {
	struct option_list names;
	const char *trust_anchor;
	const char *root_hints;
	const char *ehlo;
	const char *blocklist;
	const char *keep;
	bool json;
	bool help;
};

#define AT(field) offsetof(struct options, field)

static const struct option_row rows[] = {
    {"json", 'j', OPTION_FLAG, AT(json), 0, 0, NULL,
	"verdict records, one a line (doc/records.md), and no text"},
    {"trust-anchor", 't', OPTION_STRING, AT(trust_anchor), 0, 0, "FILE",
	"DS or DNSKEY records (default /usr/share/dns/root.ds)"},
    {"root-hints", 0, OPTION_STRING, AT(root_hints), 0, 0, "FILE",
	"root servers (default /usr/share/dns/root.hints)"},
    {"ehlo", 0, OPTION_STRING, AT(ehlo), 0, 0, "NAME",
	"our own host name, said in EHLO (default: this machine's)"},
    {"blocklist-file", 'b', OPTION_STRING, AT(blocklist), 0, 0, "FILE",
	"prefixes never to send to (default: the IANA special ranges)"},
    {"keep", 'k', OPTION_STRING, AT(keep), 0, 0, "DIR",
	"keep the evidence there, as a run directory"},
    {"help", 'h', OPTION_FLAG, AT(help), 0, 0, NULL, "this text"},
};

static const struct option_table table = {
    .command = "check",
    .usage =
	"usage: danesweep check [options] NAME...\n"
	"\n"
	"Asks the authoritative servers of a few domains, from the root on, "
	"and\n"
	"their mail hosts, and tells the whole story: the chain of trust, MX,\n"
	"TLSA, each session and its certificates, what a sender would do, "
	"what\n"
	"changes next, and the fix.  Needs no privileges; trusts no "
	"resolver.\n",
    .example = "Exit code: 0 if a sender would deliver encrypted and "
	       "authenticated to each,\n1 if not, 2 if it could not be "
	       "found out.\n",
    .rows = rows,
    .count = ARRAY_LEN(rows),
    .words = AT(names),
};

const char *
check_option_name(size_t i)
{
	return option_table_name(&table, i);
}

static void
parse(int argc, char *argv[], struct options *o)
{
	*o = (struct options){.trust_anchor = "/usr/share/dns/root.ds"};
	option_table_parse(&table, argc, argv, o);
	if (!o->help && o->names.count == 0)
		log_usage_exit("check: name a domain: danesweep check "
			       "example.se");
	for (size_t i = 0; i < o->names.count; i++) {
		struct dns_name name;
		const char *reason = dns_host_from_text(
		    o->names.at[i], strlen(o->names.at[i]), &name);
		if (reason != NULL)
			log_usage_exit("check: %s: %s", o->names.at[i], reason);
	}
}

static int
write_names(const struct options *o, const char *path)
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
scan(const struct options *o, const char *names, const char *run)
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

static void
pass_on(int signal_number)
{
	pid_t child = atomic_load(&scanner);
	if (child > 0)
		kill(child, signal_number);
}

static const int ending[] = {SIGINT, SIGTERM, SIGHUP};

static void
handle_ending(void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler};
	for (size_t i = 0; i < ARRAY_LEN(ending); i++)
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
scan_apart(const struct options *o, const char *names, const char *run,
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
	return WIFEXITED(status) && WEXITSTATUS(status) == 0
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
check_in(const struct options *o, const char *folder, const sigset_t *mask)
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
	struct options o;
	const char *parent = getenv("TMPDIR");
	char folder[PATH_BYTES / 2];
	sigset_t mask;
	parse(argc, argv, &o);
	if (o.help) {
		option_table_help(&table, stdout);
		return 0;
	}
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
