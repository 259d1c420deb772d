#include "base/gzip.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"

enum {
	IN_BYTES = 256 << 10,
	ROOM_BYTES = 128 << 10, /* free behind an unfinished line, at least */
	LINE_MAX_DEFAULT = 16 << 20,
	GZIP_FIRST_BYTE = 0x1f, /* no text begins with it */
};

enum place {
	AT_START,  /* nothing was read yet */
	IN_PLAIN,  /* text as it is */
	IN_MEMBER, /* its end has not been seen */
	BETWEEN,   /* a member ended; another, or the end of the file */
};

struct gzip_reader {
	int fd;
	int error;
	const struct gzip_codec *codec;
	struct gzip_inflater *inflater;
	enum place place;
	bool room_was_full;   /* the inflater may hold more text */
	enum gzip_read end;   /* OK: not yet */
	uint8_t *in;          /* IN_BYTES */
	size_t in_at, in_end; /* what of it is not used up yet */
	uint64_t taken_bytes; /* of the file */
	uint64_t whole_bytes, text_bytes;
	uint64_t unread_bytes; /* that may be read yet */
	gzip_tap_fn *tap;      /* NULL: nobody wants the file's bytes */
	void *tap_ctx;

	struct array text;  /* of char: what lines are read from */
	size_t at, scanned; /* line start, no newline before */
	size_t line_max;
	bool skipping; /* in a line that was too long */
};

int
gzip_reader_open_fd(
    int fd, const struct gzip_codec *codec, struct gzip_reader **out)
{
	struct gzip_reader *r = calloc(1, sizeof(*r));
	if (r == NULL)
		goto close_fd;
	r->in = malloc(IN_BYTES);
	if (r->in == NULL)
		goto free_reader;
	r->inflater = codec->inflater_new();
	if (r->inflater == NULL)
		goto free_in;
	r->fd = fd;
	r->codec = codec;
	r->line_max = LINE_MAX_DEFAULT;
	r->unread_bytes = UINT64_MAX;
	*out = r;
	return 0;

free_in:
	free(r->in);
free_reader:
	free(r);
close_fd:
	close(fd);
	return -ENOMEM;
}

int
gzip_reader_open(
    const char *path, const struct gzip_codec *codec, struct gzip_reader **out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	return gzip_reader_open_fd(fd, codec, out);
}

void
gzip_reader_close(struct gzip_reader *r)
{
	if (r == NULL)
		return;
	r->codec->inflater_free(r->inflater);
	close(r->fd);
	free(r->in);
	array_fini(&r->text);
	free(r);
}

void
gzip_reader_limit(struct gzip_reader *r, size_t line_max)
{
	r->line_max = line_max;
}

void
gzip_reader_end_at(struct gzip_reader *r, uint64_t bytes)
{
	r->unread_bytes = bytes;
}

void
gzip_reader_tap(struct gzip_reader *r, gzip_tap_fn *tap, void *ctx)
{
	r->tap = tap;
	r->tap_ctx = ctx;
}

int
gzip_reader_errno(const struct gzip_reader *r)
{
	return r->error;
}

uint64_t
gzip_reader_whole_bytes(const struct gzip_reader *r)
{
	return r->whole_bytes;
}

uint64_t
gzip_reader_text_bytes(const struct gzip_reader *r)
{
	return r->text_bytes;
}

static enum gzip_read
fail(struct gzip_reader *r, int error)
{
	r->error = error;
	return r->end = GZIP_READ_ERROR;
}

/* Reads on when all input is used up.  END: the file ends here. */
static enum gzip_read
refill(struct gzip_reader *r)
{
	ssize_t n;
	size_t most = IN_BYTES;
	if (r->in_at < r->in_end || r->room_was_full)
		return GZIP_READ_OK;
	if (most > r->unread_bytes)
		most = (size_t)r->unread_bytes;
	do
		n = read(r->fd, r->in, most);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return fail(r, -errno);
	r->unread_bytes -= (uint64_t)n;
	if (r->tap != NULL)
		r->tap(r->tap_ctx, r->in, (size_t)n);
	r->in_at = 0;
	r->in_end = (size_t)n;
	return n == 0 ? GZIP_READ_END : GZIP_READ_OK;
}

static void
take(struct gzip_reader *r, size_t len)
{
	r->in_at += len;
	r->taken_bytes += len;
}

static enum gzip_read
read_plain(struct gzip_reader *r, void *out, size_t cap, size_t *len)
{
	size_t n = r->in_end - r->in_at;
	if (n > cap)
		n = cap;
	memcpy(out, r->in + r->in_at, n);
	take(r, n);
	*len = n;
	return GZIP_READ_OK;
}

/* One step into the member.  OK with `*len` 0: call again. */
static enum gzip_read
read_member(struct gzip_reader *r, void *out, size_t cap, size_t *len)
{
	size_t in_len = r->in_end - r->in_at;
	struct gzip_span span = {r->in + r->in_at, in_len, out, cap};
	enum gzip_step step = r->codec->inflate(r->inflater, &span);
	bool stuck = in_len > 0 && span.in_len == in_len && span.out_len == cap;

	take(r, in_len - span.in_len);
	*len = cap - span.out_len;
	r->room_was_full = step == GZIP_STEP_MORE && span.out_len == 0;
	if (step == GZIP_STEP_END) {
		r->place = BETWEEN;
		r->whole_bytes = r->taken_bytes;
	} else if (step == GZIP_STEP_ROOM) {
		fail(r, -ENOMEM);
	} else if (step == GZIP_STEP_BAD || stuck) {
		r->end = GZIP_READ_BAD;
	}
	/* What came out before a fault is given first. */
	return *len > 0 ? GZIP_READ_OK : r->end;
}

/* Decides what the next byte begins; OK: a place to read from. */
static enum gzip_read
enter(struct gzip_reader *r)
{
	bool gzip = r->in[r->in_at] == GZIP_FIRST_BYTE;
	if (r->place == AT_START && !gzip) {
		r->place = IN_PLAIN;
		return GZIP_READ_OK;
	}
	if (!gzip)
		return r->end = GZIP_READ_BAD;
	r->codec->inflater_reset(r->inflater);
	r->place = IN_MEMBER;
	return GZIP_READ_OK;
}

enum gzip_read
gzip_reader_read(struct gzip_reader *r, void *out, size_t cap, size_t *len)
{
	*len = 0;
	while (r->end == GZIP_READ_OK && *len == 0) {
		enum gzip_read rc = refill(r);
		if (rc == GZIP_READ_END && r->place == IN_MEMBER)
			rc = GZIP_READ_TORN;
		if (rc != GZIP_READ_OK)
			return r->end = rc;
		if (r->place == AT_START || r->place == BETWEEN)
			rc = enter(r);
		if (rc != GZIP_READ_OK)
			return rc;
		rc = r->place == IN_PLAIN ? read_plain(r, out, cap, len)
					  : read_member(r, out, cap, len);
		r->text_bytes += *len;
		if (rc != GZIP_READ_OK)
			return rc;
	}
	return *len > 0 ? GZIP_READ_OK : r->end;
}

/* Moves the unfinished line to the front, and makes room behind it. */
static int
make_room(struct gzip_reader *r)
{
	char *text = r->text.at;
	if (r->at > 0) {
		r->text.count -= r->at;
		memmove(text, text + r->at, r->text.count);
		r->scanned -= r->at;
		r->at = 0;
	}
	return array_reserve(&r->text, ROOM_BYTES, 1);
}

static enum gzip_read
read_more_text(struct gzip_reader *r)
{
	size_t len;
	int rc = make_room(r);
	if (rc < 0)
		return fail(r, rc);
	/* One byte is for the zero behind a last line. */
	size_t room = r->text.cap - r->text.count - 1;
	enum gzip_read read =
	    gzip_reader_read(r, (char *)r->text.at + r->text.count, room, &len);
	r->text.count += len;
	return read;
}

/* The line from `at` to `end`; `next` is where the next one begins. */
static enum gzip_read
give(struct gzip_reader *r, size_t end, size_t next, const char **line,
    size_t *len)
{
	bool skipped = r->skipping || end - r->at > r->line_max;
	char *text = r->text.at;
	*line = text + r->at;
	*len = end - r->at;
	text[end] = '\0';
	r->at = r->scanned = next;
	r->skipping = false;
	return skipped ? GZIP_READ_LINE_LONG : GZIP_READ_OK;
}

enum gzip_read
gzip_reader_line(struct gzip_reader *r, const char **line, size_t *len)
{
	for (;;) {
		char *text = r->text.at, *newline = NULL;
		size_t fresh = r->text.count - r->scanned;
		if (fresh > 0)
			newline = memchr(text + r->scanned, '\n', fresh);
		if (newline != NULL) {
			size_t end = (size_t)(newline - text);
			return give(r, end, end + 1, line, len);
		}
		r->scanned = r->text.count;
		/* A line that is too long is not gathered any further. */
		if (r->text.count - r->at > r->line_max)
			r->skipping = true;
		if (r->skipping)
			r->at = r->text.count;

		enum gzip_read rc = read_more_text(r);
		bool open = r->text.count > r->at || r->skipping;
		if (rc == GZIP_READ_END && open)
			return give(r, r->text.count, r->text.count, line, len);
		if (rc != GZIP_READ_OK)
			return rc;
	}
}
