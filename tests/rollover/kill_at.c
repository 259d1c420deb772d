/*
 * kill_at.c - for LD_PRELOAD: ends its process by SIGKILL behind the N-th line
 * that it puts on the disk in a journal, N being KILL_AT.  With KILL_TORN half
 * of that line is lost, as when the power goes: then its act of before was
 * done, and nobody knows.  A look is a child that syncs files of its own: those
 * do not count.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int
is_journal(int fd)
{
	static const char name[] = "/journal";
	char link[64], path[4096];
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	ssize_t len = readlink(link, path, sizeof(path));
	size_t want = sizeof(name) - 1;
	return len >= (ssize_t)want && len < (ssize_t)sizeof(path) &&
	       memcmp(path + len - want, name, want) == 0;
}

static void
tear(int fd)
{
	char last[4096];
	off_t end = lseek(fd, 0, SEEK_END);
	off_t from = end > (off_t)sizeof(last) ? end - (off_t)sizeof(last) : 0;
	ssize_t len = pread(fd, last, (size_t)(end - from), from);
	char *before = len > 0 ? memrchr(last, '\n', (size_t)len - 1) : NULL;
	if (before == NULL ||
	    ftruncate(fd, end - (last + len - before) / 2) < 0)
		abort();
}

int
fdatasync(int fd)
{
	static int count;
	const char *at = getenv("KILL_AT");
	int rc = (int)syscall(SYS_fdatasync, fd);
	if (at == NULL || !is_journal(fd) || ++count != atoi(at))
		return rc;
	if (getenv("KILL_TORN") != NULL)
		tear(fd);
	raise(SIGKILL);
	return rc;
}
