/*
 * line_sink.h - where verdict lines go: the parts of one kind of a run, or
 * standard output.
 */
#ifndef LINE_SINK_H
#define LINE_SINK_H

#include <stddef.h>

#include "base/macros.h"

struct line_file;
struct part_info;
struct part_writer;

struct line_sink {
	struct part_writer *parts; /* or ... */
	struct line_file *file;
};

/*
 * DIR/KIND, behind the parts that are there; `dir` NULL: standard output.  0 or
 * -errno.  Ended by line_sink_close().
 */
MUST_USE int line_sink_open(
    struct line_sink *s, const char *dir, const char *kind);

/* Any number of whole lines.  0 or -errno. */
MUST_USE int line_sink_add(struct line_sink *s, const char *lines, size_t len);

/* All that was added is where it belongs.  0 or -errno. */
MUST_USE int line_sink_finish(struct line_sink *s);

/* The parts that are finished; a view till the sink is closed. */
const struct part_info *line_sink_parts(
    const struct line_sink *s, size_t *count);

void line_sink_close(struct line_sink *s);

#endif
