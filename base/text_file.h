/* text_file.h - a whole file as text. */
#ifndef TEXT_FILE_H
#define TEXT_FILE_H

#include "base/macros.h"
#include "base/text.h"

/* Appends all of it; "-" is standard input.  0, or -errno with a line in
 * `why`. */
MUST_USE int text_file_read(
    const char *path, struct text *out, struct text *why);

/* file_replace() by a text; -ENOMEM: its heap was exhausted. */
MUST_USE int text_file_replace(
    const char *path, const char *fresh, const struct text *t);

#endif
