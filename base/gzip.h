/*
 * gzip.h - gzip members out, and gzip or plain files in (RFC 1952).
 *
 * One contract, two codecs behind it: zlib, and ISA-L where the machine has it.
 * Each reads what the other writes.  A file is a row of independent members; a
 * reader takes them one after the other, and a file that is no gzip as it is.
 */
#ifndef GZIP_H
#define GZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

struct gzip_deflater; /* a codec's own memory for deflating */
struct gzip_inflater; /* the same for inflating */

/* What one step of inflating came to. */
enum gzip_step {
	GZIP_STEP_MORE, /* all input is used up, or all room is full */
	GZIP_STEP_END,  /* a member ended, its CRC and length are right */
	GZIP_STEP_BAD,  /* no gzip, or a broken one */
	GZIP_STEP_ROOM, /* no heap */
};

/* The views that a step moves on. */
struct gzip_span {
	const uint8_t *in;
	size_t in_len;
	uint8_t *out;
	size_t out_len; /* room left */
};

struct gzip_codec {
	const char *name;

	/* NULL: no heap. */
	struct gzip_deflater *(*deflater_new)(void);
	void (*deflater_free)(struct gzip_deflater *d); /* NULL is fine */

	/* Room that one member of `len` bytes of text can need at most. */
	size_t (*member_bound)(size_t len);

	/*
	 * Deflates `len` bytes as one whole member into `out`, which has
	 * room for member_bound(len).  Gives its length, 0: no heap.
	 * Equal input gives equal output.
	 */
	size_t (*member_deflate)(struct gzip_deflater *d, const uint8_t *text,
	    size_t len, uint8_t *out);

	/* NULL: no heap. */
	struct gzip_inflater *(*inflater_new)(void);
	void (*inflater_free)(struct gzip_inflater *i); /* NULL is fine */

	/* Begins a member. */
	void (*inflater_reset)(struct gzip_inflater *i);
	enum gzip_step (*inflate)(
	    struct gzip_inflater *i, struct gzip_span *span);
};

/* gzip_isal is there only where the build found ISA-L. */
extern const struct gzip_codec gzip_isal, gzip_zlib;

/* All that there are, then NULL; zlib is always one. */
enum { GZIP_CODECS_MAX = 3 };
extern const struct gzip_codec *const gzip_codecs[GZIP_CODECS_MAX];

/* The one to use: ISA-L where there is one. */
extern const struct gzip_codec *const gzip_default;

struct gzip_reader;

enum gzip_read {
	GZIP_READ_OK,
	GZIP_READ_END,       /* the file ends where a member ends */
	GZIP_READ_TORN,      /* it ends within a member: a crash, or a copy
	                      * that was cut short; all before was given */
	GZIP_READ_BAD,       /* garbage after a member, or a broken member */
	GZIP_READ_LINE_LONG, /* a line passed the limit and was left out */
	GZIP_READ_ERROR,     /* the machine: gzip_reader_errno() */
};

/* 0 or -errno.  Ended by gzip_reader_close(). */
MUST_USE int gzip_reader_open(
    const char *path, const struct gzip_codec *codec, struct gzip_reader **out);

/* The same over a descriptor, which it takes, also when it fails. */
MUST_USE int gzip_reader_open_fd(
    int fd, const struct gzip_codec *codec, struct gzip_reader **out);
void gzip_reader_close(struct gzip_reader *r); /* NULL is fine */

/* The longest line that gzip_reader_line() gives, at first 16 MiB. */
void gzip_reader_limit(struct gzip_reader *r, size_t line_max);

/* Before the first byte is read: the file ends after this many, at most. */
void gzip_reader_end_at(struct gzip_reader *r, uint64_t bytes);

/* Before the first byte is read: all bytes of the file are given to `tap`. */
typedef void gzip_tap_fn(void *ctx, const uint8_t *bytes, size_t len);
void gzip_reader_tap(struct gzip_reader *r, gzip_tap_fn *tap, void *ctx);

/*
 * OK: at least one byte of text is in `out`, `*len` in all.  Anything else
 * ends the file, and comes again on each further call.
 */
MUST_USE enum gzip_read gzip_reader_read(
    struct gzip_reader *r, void *out, size_t cap, size_t *len);

/*
 * OK: `*line` is the next line without its newline, a view until the next
 * call, and followed by a zero byte.  The last line needs no newline; of a
 * torn or bad file the unfinished last line is not given.
 * After LINE_LONG reading goes on with the next line.
 */
MUST_USE enum gzip_read gzip_reader_line(
    struct gzip_reader *r, const char **line, size_t *len);

/* -errno behind GZIP_READ_ERROR. */
int gzip_reader_errno(const struct gzip_reader *r);

/*
 * Where the last whole member ended, in bytes of the file: what a torn file
 * may be cut to.  0 for a plain file.
 */
uint64_t gzip_reader_whole_bytes(const struct gzip_reader *r);

/* How many bytes of text came out so far, whether they were given or not. */
uint64_t gzip_reader_text_bytes(const struct gzip_reader *r);

#endif
