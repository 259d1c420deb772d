#include "output/line_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/gzip.h"
#include "base/text.h"

enum { MEMBER_BYTES = 1 << 20 };

struct line_file {
	int fd;
	struct text lines;
	struct gzip_deflater *deflater; /* NULL: plain */
	bool empty;                     /* nothing was written */
};

static bool
ends_in_gz(const char *path)
{
	size_t len = strlen(path);
	return len > 3 && strcmp(path + len - 3, ".gz") == 0;
}

int
line_file_open(const char *path, struct line_file **out)
{
	struct line_file *f = calloc(1, sizeof(*f));
	if (f == NULL)
		return -ENOMEM;
	text_init(&f->lines);
	f->fd =
	    strcmp(path, "-") == 0
		? dup(STDOUT_FILENO)
		: open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (f->fd < 0) {
		int rc = -errno;
		free(f);
		return rc;
	}
	f->empty = true;
	if (ends_in_gz(path)) {
		f->deflater = gzip_default->deflater_new();
		if (f->deflater == NULL) {
			(void)line_file_close(f);
			return -ENOMEM;
		}
	}
	*out = f;
	return 0;
}

static int
write_member(struct line_file *f)
{
	size_t cap = gzip_default->member_bound(f->lines.len);
	uint8_t *member = malloc(cap);
	if (member == NULL)
		return -ENOMEM;
	size_t len = gzip_default->member_deflate(
	    f->deflater, (const uint8_t *)f->lines.bytes, f->lines.len, member);
	int rc = len > 0 ? file_write_all(f->fd, member, len) : -ENOMEM;
	free(member);
	return rc;
}

int
line_file_flush(struct line_file *f)
{
	if (f->lines.len == 0)
		return 0;
	int rc = f->deflater != NULL
		     ? write_member(f)
		     : file_write_all(f->fd, f->lines.bytes, f->lines.len);
	f->empty = false;
	text_clear(&f->lines);
	return rc;
}

int
line_file_add(struct line_file *f, const char *lines, size_t len)
{
	text_add_bytes(&f->lines, lines, len);
	if (!text_ok(&f->lines))
		return -ENOMEM;
	return f->lines.len >= MEMBER_BYTES ? line_file_flush(f) : 0;
}

int
line_file_close(struct line_file *f)
{
	if (f == NULL)
		return 0;
	int rc = line_file_flush(f);
	if (rc == 0 && f->empty && f->deflater != NULL)
		rc = write_member(f); /* a file of no bytes is no gzip */
	if (close(f->fd) < 0 && rc == 0)
		rc = -errno;
	if (f->deflater != NULL)
		gzip_default->deflater_free(f->deflater);
	text_fini(&f->lines);
	free(f);
	return rc;
}
