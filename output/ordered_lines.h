/*
 * ordered_lines.h - lines made by several threads, written in order.
 *
 * The items 0 to count-1 are cut into chunks.  A thread takes the next chunk
 * and makes its lines; they are written when all before them are, so the
 * output is the same for any number of threads.
 */
#ifndef ORDERED_LINES_H
#define ORDERED_LINES_H

#include <stddef.h>

#include "base/macros.h"
#include "base/text.h"

struct line_sink;
struct progress;

enum { ORDERED_LINES_THREADS_MAX = 64 };

/* Appends the lines of items [from, to); `worker` is this thread's own. */
typedef void ordered_lines_fn(
    void *worker, size_t from, size_t to, struct text *out);

struct ordered_lines {
	size_t count;
	ordered_lines_fn *fn;
	void *const *workers; /* one a thread */
	unsigned threads;     /* 1 to ORDERED_LINES_THREADS_MAX */
	struct line_sink *sink;
	size_t chunk; /* of items; 0: as it is best where an item is a line */
	struct progress *progress; /* told of items; NULL: nobody is */
};

/* 0, or -errno of writing (then the rest is left out), or -ENOMEM. */
MUST_USE int ordered_lines_write(const struct ordered_lines *o);

#endif
