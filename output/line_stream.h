/*
 * line_stream.h - the records of a scan as one stream of lines, for a pipe: of
 * all kinds, from several threads, whole lines alone.  A line says its kind.
 */
#ifndef LINE_STREAM_H
#define LINE_STREAM_H

#include <stddef.h>

#include "base/macros.h"

struct line_stream;

/* "-" is standard output; a file is written anew.  0 or -errno. */
MUST_USE int line_stream_open(const char *path, struct line_stream **out);

/*
 * Any number of lines, each an object of `kind` that has a key: together, and
 * out of our hands when this returns.  It waits for whoever reads a pipe.  From
 * any thread.  0 or -errno: -EPIPE when nobody reads any more.
 */
MUST_USE int line_stream_add(
    struct line_stream *s, const char *kind, const char *lines, size_t len);

/* 0, or -EPIPE: nobody reads any more.  From any thread. */
MUST_USE int line_stream_check(const struct line_stream *s);

void line_stream_close(struct line_stream *s); /* NULL is fine */

#endif
