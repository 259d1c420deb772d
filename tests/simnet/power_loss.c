#include "power_loss.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_MAX = 4096, PATH_BYTES = 128 };

/* One that was made, or got another name. */
struct file {
	char path[PATH_BYTES];
	char was[PATH_BYTES];  /* its name on the disk; empty: none */
	char over[PATH_BYTES]; /* another name of what it replaced, or empty */
	uint64_t synced;       /* bytes */
};

static struct file files[FILES_MAX];
static unsigned count;

static struct file *
find(const char *path)
{
	for (unsigned i = count; i-- > 0;)
		if (strcmp(files[i].path, path) == 0)
			return &files[i];
	return NULL;
}

static struct file *
add(const char *path)
{
	if (count == FILES_MAX)
		abort();
	struct file *f = &files[count++];
	*f = (struct file){.synced = 0};
	snprintf(f->path, sizeof(f->path), "%s", path);
	return f;
}

/* As it is named below the run directory, which is the working directory. */
static const char *
path_of_fd(int fd, char out[PATH_BYTES])
{
	char link[40], here[PATH_BYTES];
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	ssize_t n = readlink(link, out, PATH_BYTES - 1);
	if (n < 0 || getcwd(here, sizeof(here)) == NULL)
		return NULL;
	out[n] = '\0';
	size_t len = strlen(here);
	return strncmp(out, here, len) == 0 ? out + len + 1 : NULL;
}

/* "./dns/part" is "dns/part". */
static const char *
plain(const char *path)
{
	return strncmp(path, "./", 2) == 0 ? path + 2 : path;
}

static void
note_sync(int fd)
{
	char room[PATH_BYTES];
	struct stat now;
	const char *path = path_of_fd(fd, room);
	struct file *f = path != NULL ? find(path) : NULL;
	if (f != NULL && fstat(fd, &now) == 0)
		f->synced = (uint64_t)now.st_size;
}

static void
note_rename(const char *from, const char *to)
{
	static unsigned number;
	struct file *f = find(from);
	if (f == NULL) { /* it was there before */
		f = add(from);
		strcpy(f->was, from);
		struct stat now;
		if (stat(from, &now) == 0)
			f->synced = (uint64_t)now.st_size;
	}
	char aside[PATH_BYTES];
	snprintf(aside, sizeof(aside), "../replaced-%u-%u", (unsigned)getpid(),
	    number++);
	if (link(to, aside) == 0)
		strcpy(f->over, aside);
	snprintf(f->path, sizeof(f->path), "%s", to);
}

static bool
is_in(const char *path, const char *dir)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash != NULL ? (size_t)(slash - path) : 0;
	if (strcmp(dir, ".") == 0)
		return len == 0;
	return strlen(dir) == len && strncmp(path, dir, len) == 0;
}

static void
note_dir(const char *dir)
{
	for (unsigned i = 0; i < count; i++) {
		struct file *f = &files[i];
		if (!is_in(f->path, dir))
			continue;
		strcpy(f->was, f->path);
		f->over[0] = '\0';
	}
}

void
power_loss_note(const struct file_event *e)
{
	struct file *f;
	switch (e->call) {
	case FILE_CREATE:
		add(plain(e->path));
		return;
	case FILE_WRITE:
		return;
	case FILE_SYNC:
		note_sync(e->fd);
		return;
	case FILE_CUT:
		f = find(plain(e->path));
		if (f != NULL && f->synced > e->len)
			f->synced = e->len;
		return;
	case FILE_RENAME:
		note_rename(plain(e->path), plain(e->to));
		return;
	case FILE_REMOVE:
		f = find(plain(e->path));
		if (f != NULL)
			f->path[0] = '\0';
		return;
	case FILE_SYNC_DIR:
		note_dir(plain(e->path));
	}
}

/* The old name, with what stood under the new one; or none at all. */
static void
undo_name(const struct file *f)
{
	if (strcmp(f->path, f->was) == 0)
		return;
	if (f->was[0] == '\0')
		(void)unlink(f->path);
	else
		(void)rename(f->path, f->was);
	if (f->over[0] != '\0')
		(void)rename(f->over, f->path);
}

void
power_loss_happen(void)
{
	for (unsigned i = count; i-- > 0;) {
		const struct file *f = &files[i];
		if (f->path[0] == '\0')
			continue;
		if (truncate(f->path, (off_t)f->synced) < 0)
			abort();
		undo_name(f);
	}
}
