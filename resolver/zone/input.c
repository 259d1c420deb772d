#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/file.h"

enum { COPY_BYTES = 1 << 16 };

struct zone_input {
	const char *path;
	struct gzip_reader *reader;
	off_t begin; /* where standard input stood */
	int copy;    /* what was read of a pipe; -1: none is kept */
	uint64_t text_max;
	bool copying; /* not all of the pipe is in it yet */
	int error;
};

static bool
is_standard_input(const struct zone_input *in)
{
	return strcmp(in->path, "-") == 0;
}

static int
open_copy(void)
{
	const char *dir = getenv("TMPDIR");
	int fd = open(
	    dir != NULL ? dir : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	return fd < 0 ? -errno : fd;
}

/* A descriptor of its own, for the reader closes it. */
static int
open_fd(const struct zone_input *in)
{
	int fd = is_standard_input(in) ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
				       : open(in->path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int
open_reader(struct zone_input *in, int fd)
{
	return gzip_reader_open_fd(fd, gzip_default, &in->reader);
}

int
zone_input_open(const char *path, struct zone_input **out)
{
	struct zone_input *in = calloc(1, sizeof(*in));
	if (in == NULL)
		return -ENOMEM;
	*in = (struct zone_input){.path = path, .copy = -1};
	int fd = open_fd(in);
	int rc = fd;
	if (fd < 0)
		goto free_input;
	in->begin = lseek(fd, 0, SEEK_CUR);
	if (in->begin < 0) {
		rc = in->copy = open_copy();
		in->copying = true;
	}
	if (rc >= 0)
		rc = open_reader(in, fd); /* takes it */
	else
		close(fd);
	if (rc < 0)
		goto free_input;
	*out = in;
	return 0;

free_input:
	zone_input_close(in);
	return rc;
}

void
zone_input_close(struct zone_input *in)
{
	if (in == NULL)
		return;
	gzip_reader_close(in->reader);
	zone_input_commit(in);
	free(in);
}

void
zone_input_commit(struct zone_input *in)
{
	if (in->copy >= 0)
		close(in->copy);
	in->copy = -1;
	in->copying = false;
}

enum gzip_read
zone_input_read(struct zone_input *in, void *out, size_t cap, size_t *len)
{
	*len = 0;
	enum gzip_read got = gzip_reader_read(in->reader, out, cap, len);
	if (got == GZIP_READ_ERROR)
		in->error = gzip_reader_errno(in->reader);
	if (got == GZIP_READ_OK && in->text_max > 0 &&
	    gzip_reader_text_bytes(in->reader) > in->text_max) {
		in->error = -EFBIG;
		return GZIP_READ_ERROR;
	}
	if (got != GZIP_READ_OK || !in->copying)
		return got;
	int rc = file_write_all(in->copy, out, *len);
	if (rc == 0)
		return GZIP_READ_OK;
	in->error = rc;
	return GZIP_READ_ERROR;
}

void
zone_input_limit(struct zone_input *in, uint64_t text_max)
{
	in->text_max = text_max;
}

int
zone_input_errno(const struct zone_input *in)
{
	return in->error;
}

/* Takes what is left of a pipe into its copy. */
static enum gzip_read
read_rest(struct zone_input *in)
{
	char bytes[COPY_BYTES];
	size_t len;
	enum gzip_read got;

	do
		got = zone_input_read(in, bytes, sizeof(bytes), &len);
	while (got == GZIP_READ_OK);
	return got;
}

/* What is read next: the copy of a pipe, or the file once more. */
static int
again_fd(const struct zone_input *in)
{
	bool copy = in->copy >= 0;
	int fd = copy ? fcntl(in->copy, F_DUPFD_CLOEXEC, 0) : open_fd(in);

	if (copy && fd < 0)
		return -errno;
	if (fd >= 0 && lseek(fd, copy ? 0 : in->begin, SEEK_SET) < 0) {
		int rc = -errno;
		close(fd);
		return rc;
	}
	return fd;
}

enum gzip_read
zone_input_rewind(struct zone_input *in)
{
	enum gzip_read got = in->copying ? read_rest(in) : GZIP_READ_END;
	if (got != GZIP_READ_END)
		return got;
	in->copying = false;
	gzip_reader_close(in->reader);
	in->reader = NULL;
	int fd = again_fd(in);
	in->error = fd < 0 ? fd : open_reader(in, fd);
	return in->error < 0 ? GZIP_READ_ERROR : GZIP_READ_OK;
}
