/*
 * kill_at.c - for LD_PRELOAD: ends its process by SIGKILL behind the N-th line
 * that it puts on the disk in a journal, N being KILL_AT.  With KILL_TORN half
 * of that line is lost, as when the power goes: then its act of before was
 * done, and nobody knows.  A look is a child that syncs files of its own: those
 * do not count.  With STOP_AT it stops, once, behind the first line of that
 * phase, until somebody lets it go on.  With END_LOOK it asks its process to end, by SIGTERM, as soon
 * as the folder of a look is there.
 */
#include <dlfcn.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { END_BYTES = 4096 };

static bool
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

/* Its end, in which the last line begins at what is given; NULL: the first. */
static char *
read_end(int fd, char end[END_BYTES + 1], off_t *size)
{
	*size = lseek(fd, 0, SEEK_END);
	off_t from = *size > END_BYTES ? *size - END_BYTES : 0;
	ssize_t len = pread(fd, end, (size_t)(*size - from), from);
	if (len <= 0)
		abort();
	end[len] = '\0';
	char *before = memrchr(end, '\n', (size_t)len - 1);
	return before != NULL ? before + 1 : NULL;
}

static void
tear(int fd)
{
	char end[END_BYTES + 1];
	off_t size;
	char *line = read_end(fd, end, &size);
	if (line == NULL || ftruncate(fd, size - (off_t)strlen(line) / 2) < 0)
		abort();
}

static bool
is_in_phase(int fd, const char *phase)
{
	char end[END_BYTES + 1], member[64];
	off_t size;
	char *line = read_end(fd, end, &size);
	snprintf(member, sizeof(member), "\"phase\":\"%s\"", phase);
	return line != NULL && strstr(line, member) != NULL;
}

int
fdatasync(int fd)
{
	static int count;
	static bool has_stopped;
	const char *at = getenv("KILL_AT"), *phase = getenv("STOP_AT");
	int rc = (int)syscall(SYS_fdatasync, fd);
	if (!is_journal(fd))
		return rc;
	if (phase != NULL && !has_stopped && is_in_phase(fd, phase)) {
		has_stopped = true;
		raise(SIGSTOP);
	}
	if (at == NULL || ++count != atoi(at))
		return rc;
	if (getenv("KILL_TORN") != NULL)
		tear(fd);
	raise(SIGKILL);
	return rc;
}

char *
mkdtemp(char *template)
{
	char *(*real)(char *) = (char *(*)(char *))dlsym(RTLD_NEXT, "mkdtemp");
	char *made = real(template);
	if (made != NULL && getenv("END_LOOK") != NULL)
		raise(SIGTERM);
	return made;
}
