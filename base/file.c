#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
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
file_create(const char *path)
{
	int rc = ask(&(struct file_event){FILE_CREATE, .fd = -1, .path = path});
	if (rc < 0)
		return rc;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	return fd < 0 ? -errno : fd;
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
	int fd = open(path, O_WRONLY | O_CLOEXEC);
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
