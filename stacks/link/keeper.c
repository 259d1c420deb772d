#include "link/keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct keeper {
	pid_t child;
	int alive; /* our end of a pipe: closed when we end */
};

static void
ignore_signals(void)
{
	const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		signal(ignored[i], SIG_IGN);
}

static _Noreturn void
keep(int end, void (*last)(void *arg), void *arg)
{
	char byte;
	setsid();
	ignore_signals();
	while (read(end, &byte, 1) < 0 && errno == EINTR)
		;
	last(arg);
	_exit(0);
}

int
keeper_start(void (*last)(void *arg), void *arg, struct keeper **out)
{
	int ends[2];
	struct keeper *k = calloc(1, sizeof(*k));
	if (k == NULL)
		return -ENOMEM;
	if (pipe2(ends, O_CLOEXEC) < 0) {
		free(k);
		return -errno;
	}
	k->alive = ends[1];
	k->child = fork();
	if (k->child == 0) {
		close(ends[1]);
		keep(ends[0], last, arg);
	}
	close(ends[0]);
	if (k->child < 0) {
		int rc = -errno;
		close(ends[1]);
		free(k);
		return rc;
	}
	*out = k;
	return 0;
}

void
keeper_end(struct keeper *k)
{
	if (k == NULL)
		return;
	close(k->alive);
	while (waitpid(k->child, NULL, 0) < 0 && errno == EINTR)
		;
	free(k);
}
