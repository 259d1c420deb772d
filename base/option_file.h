/*
 * option_file.h - the options of a command in a file: `option = value`, one a
 * line.  What an option means, and whether there is one, is the reader's.
 */
#ifndef OPTION_FILE_H
#define OPTION_FILE_H

#include <stdbool.h>

#include "base/macros.h"

struct arena;
struct text;

struct option_setting {
	const char *name;  /* letters, digits and hyphens */
	const char *value; /* NULL: the line is the name alone */
};

/* False: the line is no good, and `reason` says why. */
typedef bool option_file_take(
    void *ctx, const struct option_setting *s, struct text *reason);

/*
 * Hands each setting to `take`, in order; its strings lie in `arena`.  "-" is
 * standard input.  0, or -errno with one line in `why`, which names file and
 * line.
 */
MUST_USE int option_file_read(const char *path, struct arena *arena,
    option_file_take *take, void *ctx, struct text *why);

#endif
