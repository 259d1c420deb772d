#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int
file_write_all(int fd, const void *bytes, size_t len)
{
	const char *at = bytes;
	while (len > 0) {
		ssize_t n = write(fd, at, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

int
file_sync(int fd)
{
	return fdatasync(fd) < 0 ? -errno : 0;
}

int
file_cut(const char *path, uint64_t bytes)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	int rc = ftruncate(fd, (off_t)bytes) < 0 ? -errno : file_sync(fd);
	close(fd);
	return rc;
}

int
file_rename(const char *from, const char *to)
{
	return rename(from, to) < 0 ? -errno : 0;
}

int
file_remove(const char *path)
{
	return unlink(path) < 0 ? -errno : 0;
}

int
file_sync_dir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	int rc = fsync(fd) < 0 ? -errno : 0;
	close(fd);
	return rc;
}
