/*
 * text_lines.h - the lines of a text file that a person or a tool wrote.
 *
 * Plain or gzip; other packers and UTF-16 are refused by name.  A byte order
 * mark, a carriage return, and zero bytes or ^Z at the end are no part of a
 * line.  What a line means is the caller's.
 */
#ifndef TEXT_LINES_H
#define TEXT_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/gzip.h"
#include "base/macros.h"
#include "base/text.h"

enum { TEXT_LINE_MAX = 1 << 20 }; /* bytes of one line */

struct text_lines {
	const char *path; /* as `why` names it */
	struct gzip_reader *reader;
	struct text line; /* the one at hand */
	uint64_t number;  /* its number, from 1 */
	int error;
};

/*
 * `path`, borrowed, "-": standard input.  0, or -errno with one line for a
 * person in `why`.  Ended by text_lines_close().
 */
MUST_USE int text_lines_open(
    struct text_lines *t, const char *path, struct text *why);
void text_lines_close(struct text_lines *t);

/*
 * The next line, a view until the next call, followed by a zero byte.  False
 * at the end, or after a failure: text_lines_error(), and `why` says it.
 */
bool text_lines_next(
    struct text_lines *t, const char **line, size_t *len, struct text *why);

/* 0, or the -errno that ended the reading. */
int text_lines_error(const struct text_lines *t);

/* Notes "PATH:LINE: `reason`" in `why`; gives -EINVAL. */
int text_lines_fault(
    const struct text_lines *t, const char *reason, struct text *why);

#endif
