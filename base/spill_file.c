#include "spill_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"

/* Where a file system knows no file without a name, it loses it at once. */
static int
open_and_unlink(const char *dir)
{
	char path[PATH_MAX];
	int n = snprintf(path, sizeof(path), "%s/danesweep.XXXXXX", dir);
	if (n < 0 || (size_t)n >= sizeof(path))
		return -ENAMETOOLONG;
	int fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (unlink(path) == 0)
		return fd;
	int rc = -errno;
	close(fd);
	return rc;
}

int
spill_file_open(struct spill_file *f, const char *dir)
{
	*f = (struct spill_file){.dir = dir};
	pthread_mutex_init(&f->lock, NULL);
	f->fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (f->fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR))
		f->fd = open_and_unlink(dir);
	else if (f->fd < 0)
		f->fd = -errno;
	int rc = f->fd < 0 ? f->fd : 0;
	if (rc < 0)
		f->fd = -1;
	atomic_store(&f->error, rc);
	return rc;
}

void
spill_file_close(struct spill_file *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
	pthread_mutex_destroy(&f->lock);
}

int
spill_file_fail(struct spill_file *f, int rc)
{
	int none = 0;
	if (rc < 0)
		(void)atomic_compare_exchange_strong(&f->error, &none, rc);
	return rc;
}

int
spill_file_add(
    struct spill_file *f, const void *bytes, size_t len, uint64_t *offset)
{
	pthread_mutex_lock(&f->lock);
	int rc = atomic_load(&f->error);
	*offset = f->end;
	if (rc == 0)
		rc = file_write_all(f->fd, bytes, len);
	if (rc == 0)
		f->end += len;
	pthread_mutex_unlock(&f->lock);
	return spill_file_fail(f, rc);
}

int
spill_file_read(struct spill_file *f, uint64_t offset, void *bytes, size_t len)
{
	uint8_t *at = bytes;
	while (len > 0) {
		ssize_t n = pread(f->fd, at, len, (off_t)offset);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return spill_file_fail(f, n < 0 ? -errno : -EIO);
		at += n;
		offset += (uint64_t)n;
		len -= (size_t)n;
	}
	return 0;
}

void
spill_file_forget(struct spill_file *f, uint64_t offset, size_t len)
{
	(void)fallocate(f->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
	    (off_t)offset, (off_t)len);
}

int
spill_file_error(const struct spill_file *f)
{
	return atomic_load(&f->error);
}
