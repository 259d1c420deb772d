#include "text_lines.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "packing.h"

static int
fail(struct text_lines *t, int error, const char *reason, struct text *why)
{
	t->error = error;
	text_addf(why, "%s: %s", t->path, reason);
	return error;
}

int
text_lines_open(struct text_lines *t, const char *path, struct text *why)
{
	bool standard = strcmp(path, "-") == 0;

	*t = (struct text_lines){.path = standard ? "standard input" : path};
	int fd = standard ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
			  : open(path, O_RDONLY | O_CLOEXEC);
	int rc =
	    fd < 0 ? -errno : gzip_reader_open_fd(fd, gzip_default, &t->reader);
	if (rc < 0)
		return fail(t, rc, strerror(-rc), why);
	gzip_reader_limit(t->reader, TEXT_LINE_MAX);
	return 0;
}

void
text_lines_close(struct text_lines *t)
{
	gzip_reader_close(t->reader);
	text_fini(&t->line);
	t->reader = NULL;
}

static size_t
without_padding(const char *line, size_t len)
{
	while (len > 0 && (line[len - 1] == 0 || line[len - 1] == '\x1a' ||
			      line[len - 1] == '\r'))
		len--;
	return len;
}

/* A line as it came, to what is text of it.  False: the file is refused. */
static bool
take(struct text_lines *t, const char **line, size_t *len, struct text *why)
{
	const char *packed = ++t->number == 1 ? packing_of(*line, *len) : NULL;
	size_t mark = t->number == 1 ? packing_mark(*line, *len) : 0;

	if (packed != NULL) {
		fail(t, -EINVAL, packed, why);
		return false;
	}
	text_clear(&t->line);
	text_add_bytes(
	    &t->line, *line + mark, without_padding(*line, *len) - mark);
	text_add_char(&t->line, 0); /* a view of no bytes is one, too */
	if (!text_ok(&t->line)) {
		fail(t, -ENOMEM, strerror(ENOMEM), why);
		return false;
	}
	*line = t->line.bytes;
	*len = t->line.len - 1;
	if (memchr(*line, 0, *len) == NULL)
		return true;
	t->error = text_lines_fault(t, "a zero byte: this is no text", why);
	return false;
}

bool
text_lines_next(
    struct text_lines *t, const char **line, size_t *len, struct text *why)
{
	switch (gzip_reader_line(t->reader, line, len)) {
	case GZIP_READ_OK:
		return take(t, line, len, why);
	case GZIP_READ_END:
		return false;
	case GZIP_READ_LINE_LONG:
		t->number++;
		t->error = text_lines_fault(t, "the line is too long", why);
		return false;
	case GZIP_READ_ERROR:
		t->error = gzip_reader_errno(t->reader);
		fail(t, t->error, strerror(-t->error), why);
		return false;
	case GZIP_READ_TORN:
		fail(t, -EINVAL, "the .gz file is cut short", why);
		return false;
	case GZIP_READ_BAD:
		break;
	}
	fail(t, -EINVAL, "the .gz file is broken", why);
	return false;
}

int
text_lines_error(const struct text_lines *t)
{
	return t->error;
}

int
text_lines_fault(
    const struct text_lines *t, const char *reason, struct text *why)
{
	text_addf(
	    why, "%s:%llu: %s", t->path, (unsigned long long)t->number, reason);
	return -EINVAL;
}
