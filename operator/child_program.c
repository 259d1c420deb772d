#include "child_program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { GRACE_MS = 5000, MS_PER_S = 1000 };

/* The words of `copy`, in place, and those behind them. */
static bool
split(char *copy, const char *const more[], char *argv[CHILD_WORDS_MAX + 1])
{
	size_t count = 0;
	char *rest = copy, *word;
	while ((word = strsep(&rest, " \t")) != NULL)
		if (*word != '\0' && count < CHILD_WORDS_MAX)
			argv[count++] = word;
	for (size_t i = 0; more[i] != NULL && count < CHILD_WORDS_MAX; i++)
		argv[count++] = (char *)(uintptr_t)more[i];
	argv[count] = NULL;
	return argv[0] != NULL && count < CHILD_WORDS_MAX;
}

static _Noreturn void
become(char *argv[])
{
	int null = open("/dev/null", O_RDWR);
	if (null >= 0)
		dup2(null, STDIN_FILENO);
	setpgid(0, 0);
	execvp(argv[0], argv);
	_exit(errno == ENOENT ? 127 : 126);
}

/* False: it was not over in time, and was ended. */
static bool
wait_for(pid_t pid, int64_t limit_s, int *status)
{
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd p = {.fd = fd, .events = POLLIN};
	int64_t limit_ms = limit_s * MS_PER_S;
	bool over = fd < 0 || poll(&p, 1, (int)limit_ms) > 0;
	if (!over) {
		kill(-pid, SIGTERM);
		if (poll(&p, 1, GRACE_MS) <= 0)
			kill(-pid, SIGKILL);
	}
	if (fd >= 0)
		close(fd);
	while (waitpid(pid, status, 0) < 0 && errno == EINTR)
		;
	return over;
}

static int
judge(const char *name, bool over, int status, struct text *why)
{
	if (over && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	if (!over)
		text_addf(why, "%s: was not over in time", name);
	else if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		text_addf(why, "%s: is not there", name);
	else if (WIFEXITED(status))
		text_addf(why, "%s: exit code %d", name, WEXITSTATUS(status));
	else
		text_addf(why, "%s: %s", name, strsignal(WTERMSIG(status)));
	return -ECHILD;
}

int
child_program_run(const char *command, const char *const more[],
    int64_t limit_s, struct text *why)
{
	char *argv[CHILD_WORDS_MAX + 1], *copy = strdup(command);
	int status, rc = 0;
	if (copy == NULL)
		return -ENOMEM;
	if (!split(copy, more, argv)) {
		text_addf(why, "\"%s\" is no command", command);
		rc = -EINVAL;
	}
	fflush(NULL);
	pid_t pid = rc == 0 ? fork() : 0;
	if (rc == 0 && pid == 0)
		become(argv);
	if (pid < 0) {
		rc = -errno;
		text_addf(why, "%s: %s", argv[0], strerror(errno));
	}
	if (pid > 0) {
		bool over = wait_for(pid, limit_s, &status);
		rc = judge(argv[0], over, status, why);
	}
	free(copy);
	return rc;
}
