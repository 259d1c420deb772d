/*
 * line_file.h - lines to one file: plain, or gzip members where its name
 * ends in .gz, or standard output.
 */
#ifndef LINE_FILE_H
#define LINE_FILE_H

#include <stddef.h>

#include "base/macros.h"

struct line_file;

/*
 * "-" is standard output.  A file that is there is written anew.  0 or -errno.
 */
MUST_USE int line_file_open(const char *path, struct line_file **out);

/* Whole lines.  0 or -errno; what was written before stays. */
MUST_USE int line_file_add(struct line_file *f, const char *lines, size_t len);

/* All that was added is in the file then, as a member of its own. */
MUST_USE int line_file_flush(struct line_file *f);

/* Flushes and closes.  0 or -errno of writing; NULL is fine. */
int line_file_close(struct line_file *f);

#endif
