/*
 * name_list.h - a file with names, as people and tools write such lists.
 *
 * One a line: alone, or in a table whose columns are parted by white space,
 * commas or semicolons.  Then the name is the first column that is not a
 * number: "1,example.se" (Tranco), "10 mx.example.se." (dig +short MX),
 * "example.se","2026-11-28".  `#`, `;` and `//` begin a comment.
 */
#ifndef NAME_LIST_H
#define NAME_LIST_H

#include "base/macros.h"
#include "base/text.h"

struct name_table;

/*
 * Reads the names of `path`, plain or gzip, "-": standard input, each once and
 * in the order of the file, by the rule of dns/host_text.h.  0, or -errno
 * (-EINVAL: a line that is no name) with one line for a person in `why`.
 */
MUST_USE int name_list_read(
    const char *path, struct name_table **out, struct text *why);

#endif
