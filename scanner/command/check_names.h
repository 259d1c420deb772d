/*
 * check_names.h - the names that a check is about: those of the command line,
 * then those of a file, each once.
 */
#ifndef CHECK_NAMES_H
#define CHECK_NAMES_H

#include "base/macros.h"
#include "base/option_table.h"
#include "base/text.h"

struct check_names {
	const char **at;
	size_t count;
	struct text text; /* what they are views of */
};

/*
 * `given` is borrowed for the call; `path`, a file as name_list.h reads it, may
 * be NULL.  0, or -errno with one line in `why`; to be ended in both cases.
 */
MUST_USE int check_names_read(struct check_names *n,
    const struct option_list *given, const char *path, struct text *why);
void check_names_fini(struct check_names *n);

#endif
