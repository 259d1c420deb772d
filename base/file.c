#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int (*hook)(void *ctx, const struct file_event *e);
static void *hook_ctx;

void
file_set_hook(int (*new_hook)(void *ctx, const struct file_event *e), void *ctx)
{
	hook = new_hook;
	hook_ctx = ctx;
}

static int
ask(const struct file_event *e)
{
	return hook != NULL ? hook(hook_ctx, e) : 0;
}

int
file_open_regular(const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	int rc = fstat(fd, &st) < 0 ? -errno : 0;
	if (rc == 0 && !S_ISREG(st.st_mode))
		rc = S_ISDIR(st.st_mode) ? -EISDIR : -ESPIPE;
	if (rc == 0)
		return fd;
	close(fd);
	return rc;
}

static int
create(const char *path, mode_t mode)
{
	int rc = ask(&(struct file_event){FILE_CREATE, .fd = -1, .path = path});
	if (rc < 0)
		return rc;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	return fd < 0 ? -errno : fd;
}

int
file_create(const char *path)
{
	return create(path, 0666);
}

int
file_write_all(int fd, const void *bytes, size_t len)
{
	const char *at = bytes;
	int rc = ask(&(struct file_event){
	    FILE_WRITE, .fd = fd, .bytes = bytes, .len = len});
	while (rc == 0 && len > 0) {
		ssize_t n = write(fd, at, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		at += n;
		len -= (size_t)n;
	}
	return rc;
}

int
file_sync(int fd)
{
	int rc = ask(&(struct file_event){FILE_SYNC, .fd = fd});
	if (rc == 0 && fdatasync(fd) < 0)
		rc = -errno;
	return rc;
}

int
file_cut(const char *path, uint64_t bytes)
{
	int rc = ask(&(struct file_event){
	    FILE_CUT, .fd = -1, .path = path, .len = (size_t)bytes});
	if (rc < 0)
		return rc;
	int fd = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	rc = ftruncate(fd, (off_t)bytes) < 0 ? -errno : file_sync(fd);
	close(fd);
	return rc;
}

int
file_rename(const char *from, const char *to)
{
	int rc = ask(&(struct file_event){
	    FILE_RENAME, .fd = -1, .path = from, .to = to});
	if (rc == 0 && rename(from, to) < 0)
		rc = -errno;
	return rc;
}

int
file_remove(const char *path)
{
	int rc = ask(&(struct file_event){FILE_REMOVE, .fd = -1, .path = path});
	if (rc == 0 && unlink(path) < 0)
		rc = -errno;
	return rc;
}

/* By a third name: who is killed in the middle finds `to` missing. */
static int
exchange_in_steps(const char *from, const char *to)
{
	char aside[PATH_MAX];
	int n = snprintf(aside, sizeof(aside), "%s.old", from);
	if (n >= (int)sizeof(aside))
		return -ENAMETOOLONG;
	if (rename(to, aside) < 0)
		return -errno;
	if (rename(from, to) == 0)
		return rename(aside, from) < 0 ? -errno : 0;
	int error = errno;
	(void)!rename(aside, to);
	return -error;
}

int
file_exchange(const char *from, const char *to)
{
	int rc = ask(&(struct file_event){
	    FILE_RENAME, .fd = -1, .path = from, .to = to});
	if (rc < 0)
		return rc;
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_EXCHANGE) == 0)
		return 0;
	/* NFS, and older file systems. */
	return errno == EINVAL || errno == ENOSYS ? exchange_in_steps(from, to)
						  : -errno;
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)at;
	int rc = ask(&(struct file_event){FILE_REMOVE, .fd = -1, .path = path});
	if (rc < 0)
		errno = -rc;
	else if ((kind == FTW_DP ? rmdir(path) : unlink(path)) < 0)
		rc = -1;
	return rc < 0 ? -1 : 0;
}

int
file_remove_tree(const char *path)
{
	enum { OPEN_FOLDERS = 16 };
	if (nftw(path, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS) == 0)
		return 0;
	return errno == ENOENT ? 0 : -errno;
}

int
file_replace(const char *path, const char *fresh, mode_t mode,
    file_fill_fn *fill, const void *arg)
{
	int rc = file_remove(fresh);
	int fd = rc == 0 || rc == -ENOENT ? create(fresh, mode) : rc;
	if (fd < 0)
		return fd;
	rc = fill(arg, fd);
	if (rc == 0)
		rc = file_sync(fd);
	if (close(fd) < 0 && rc == 0)
		rc = -errno;
	if (rc == 0)
		rc = file_rename(fresh, path);
	if (rc < 0)
		(void)!file_remove(fresh);
	return rc;
}

int
file_sync_dir(const char *path)
{
	int rc =
	    ask(&(struct file_event){FILE_SYNC_DIR, .fd = -1, .path = path});
	if (rc < 0)
		return rc;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	rc = fsync(fd) < 0 ? -errno : 0;
	close(fd);
	return rc;
}
