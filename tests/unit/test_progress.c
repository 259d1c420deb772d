/*
 * How far a command is: the line, a terminal that it comes on, and what verify
 * and report say while they wait for what they read.
 */
#include "base/progress.h"

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "analysis/command/report.h"
#include "analysis/command/verify.h"
#include "base/macros.h"
#include "tap.h"
#include "test_folder.h"

enum { WAIT_S = 300, TOLD_BYTES = 4096 };

static const struct {
	const char *name;
	int64_t began_s, phase_s, now_s;
	const char *phase;
	uint64_t all, done;
	const char *want;
} lines[] = {
    {"nothing yet", 100, 100, 101, NULL, 0, 0, "0:01 begins"},
    {"of unknown size", 100, 160, 165, "pairs", 0, 7, "1:05 pairs"},
    {"a pace of seconds", 0, 0, 9, "evidence", 4, 1, "0:09 evidence 25%"},
    {"what is left", 0, 60, 90, "evidence", 4, 1,
	"1:30 evidence 25% left 1:30"},
    {"hours", 0, 0, 3600, "hosts", 3, 1, "1:00:00 hosts 33% left 2:00:00"},
    {"all of it", 0, 0, 20, "hosts", 3, 3, "0:20 hosts 100%"},
    {"more than was foreseen", 0, 0, 20, "hosts", 3, 5, "0:20 hosts 100%"},
};

static void
test_lines(void)
{
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		struct progress p = {.began_ns = lines[i].began_s * NS_PER_S};
		char line[PROGRESS_LINE_BYTES];
		atomic_store(&p.phase, lines[i].phase);
		atomic_store(&p.phase_began_ns, lines[i].phase_s * NS_PER_S);
		atomic_store(&p.all, lines[i].all);
		atomic_store(&p.done, lines[i].done);
		progress_line(&p, lines[i].now_s * NS_PER_S, line);
		ok(strcmp(line, lines[i].want) == 0, lines[i].name);
	}
}

/* A terminal, whose other end is standard error meanwhile. */
struct screen {
	int ours, kept;
};

static void
open_screen(struct screen *s)
{
	int theirs;
	s->kept = dup(STDERR_FILENO);
	if (s->kept < 0 || openpty(&s->ours, &theirs, NULL, NULL, NULL) < 0)
		abort();
	dup2(theirs, STDERR_FILENO);
	close(theirs);
}

/* Nobody writes to it any more but a child. */
static void
leave_screen(struct screen *s)
{
	dup2(s->kept, STDERR_FILENO);
	close(s->kept);
}

/* Reads until these words are there; false: they never came. */
static bool
comes(const struct screen *s, const char *words)
{
	char told[TOLD_BYTES + 1];
	size_t len = 0;
	struct pollfd p = {.fd = s->ours, .events = POLLIN};
	while (len < TOLD_BYTES && poll(&p, 1, WAIT_S * 1000) == 1) {
		ssize_t n = read(s->ours, told + len, TOLD_BYTES - len);
		if (n <= 0)
			return false;
		len += (size_t)n;
		told[len] = '\0';
		if (strstr(told, words) != NULL)
			return true;
	}
	return false;
}

static void
test_terminal(void)
{
	struct screen s;
	struct progress p, quiet;
	open_screen(&s);
	progress_begin(&p, false);
	progress_begin(&quiet, true);
	progress_phase(&p, "evidence", 8);
	progress_add(&p, 2);
	bool came = comes(&s, " evidence 25%\r\n");
	progress_phase(&p, "hosts", 0);
	bool next = comes(&s, " hosts\r\n");
	progress_end(&p);
	ok(came && next, "a line a second, of what is done then");
	ok(!quiet.thread.started, "quiet: none");
	progress_end(&quiet);
	leave_screen(&s);
	close(s.ours);
	progress_phase(NULL, "nobody", 1);
	progress_add(NULL, 1);
}

static void
test_no_terminal(void)
{
	struct progress p;
	int kept = dup(STDERR_FILENO);
	int log = open(path_of("log"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
	dup2(log, STDERR_FILENO);
	progress_begin(&p, false);
	bool none = !p.thread.started;
	progress_end(&p);
	dup2(kept, STDERR_FILENO);
	close(kept);
	close(log);
	ok(none, "elsewhere there are no lines");
}

/* The command, on a screen, with nothing to read yet.  Its process. */
static pid_t
begin(struct screen *s, int (*command)(int argc, char *argv[]), int argc,
    char *argv[], int *input)
{
	int ends[2];
	if (pipe(ends) < 0)
		abort();
	open_screen(s);
	pid_t child = fork();
	if (child == 0) {
		dup2(ends[0], STDIN_FILENO);
		close(ends[1]);
		_exit(command(argc, argv));
	}
	close(ends[0]);
	*input = ends[1];
	leave_screen(s);
	return child;
}

static int
end(struct screen *s, pid_t child)
{
	int status = -1;
	if (waitpid(child, &status, 0) != child)
		abort();
	close(s->ours);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
test_verify(void)
{
	char anchor[256];
	struct screen s;
	int input;
	snprintf(anchor, sizeof(anchor), "%s", path_of("anchor"));
	char *argv[] = {
	    "verify", "--records", "-", "--rrsets", "-", "-t", anchor, NULL};
	pid_t child = begin(&s, verify_command, 7, argv, &input);
	bool came = comes(&s, " evidence\r\n");
	close(input);
	ok(end(&s, child) == 0 && came, "verify, while its input lasts");
}

/* A report waits for whoever is at the store. */
static void
test_report(void)
{
	char store[256];
	struct screen s;
	int input;
	write_bytes("store/lock", "", 0);
	int lock = open(path_of("store/lock"), O_RDWR | O_CLOEXEC);
	if (lock < 0 || flock(lock, LOCK_EX) < 0)
		abort();
	snprintf(store, sizeof(store), "%s", path_of("store"));
	char *argv[] = {"report", store, NULL};
	pid_t child = begin(&s, report_command, 2, argv, &input);
	ok(comes(&s, " the store\r\n"), "report, while it waits");
	(void)kill(child, SIGKILL);
	(void)end(&s, child);
	close(input);
	close(lock);
}

int
main(void)
{
	static const char anchor[] =
	    ". IN DS 1 8 2 0123456789abcdef0123456789abcdef"
	    "0123456789abcdef0123456789abcdef\n";
	char remove[300];
	if (mkdtemp(test_folder) == NULL)
		abort();
	mkdir(path_of("store"), 0700);
	write_bytes("anchor", anchor, sizeof(anchor) - 1);
	test_lines();
	test_terminal();
	test_no_terminal();
	test_verify();
	test_report();
	snprintf(remove, sizeof(remove), "rm -r %s", test_folder);
	ok(system(remove) == 0, "all is removed");
	return tap_end();
}
