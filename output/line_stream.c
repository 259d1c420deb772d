#include "output/line_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"

struct line_stream {
	int fd;
	pthread_mutex_t lock; /* of all below, and of the order of lines */
	struct text lines;    /* as they are written */
};

int
line_stream_open(const char *path, struct line_stream **out)
{
	struct line_stream *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	s->fd =
	    strcmp(path, "-") == 0
		? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
		: open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (s->fd < 0) {
		int rc = -errno;
		free(s);
		return rc;
	}
	pthread_mutex_init(&s->lock, NULL);
	text_init(&s->lines);
	*out = s;
	return 0;
}

/* `kind` is the first key: who reads the stream looks for that. */
static void
take_line(struct text *out, const char *kind, const char *line, size_t len)
{
	text_addf(out, "{\"kind\":\"%s\",", kind);
	text_add_bytes(out, line + 1, len - 1); /* behind its bracket */
}

static void
take_lines(struct text *out, const char *kind, const char *lines, size_t len)
{
	while (len > 0) {
		const char *end = memchr(lines, '\n', len);
		size_t one = end != NULL ? (size_t)(end - lines) + 1 : len;
		take_line(out, kind, lines, one);
		lines += one;
		len -= one;
	}
}

int
line_stream_add(
    struct line_stream *s, const char *kind, const char *lines, size_t len)
{
	pthread_mutex_lock(&s->lock);
	text_clear(&s->lines);
	take_lines(&s->lines, kind, lines, len);
	int rc = text_ok(&s->lines)
		     ? file_write_all(s->fd, s->lines.bytes, s->lines.len)
		     : -ENOMEM;
	pthread_mutex_unlock(&s->lock);
	return rc;
}

int
line_stream_check(const struct line_stream *s)
{
	struct pollfd end = {.fd = s->fd};
	return poll(&end, 1, 0) > 0 && (end.revents & POLLERR) != 0 ? -EPIPE
								    : 0;
}

void
line_stream_close(struct line_stream *s)
{
	if (s == NULL)
		return;
	close(s->fd);
	pthread_mutex_destroy(&s->lock);
	text_fini(&s->lines);
	free(s);
}
