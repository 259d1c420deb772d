/*
 * hints.h - reads a hints file: which servers to begin with.
 *
 * The format of named.root: "OWNER [TTL] [IN] NS|A|AAAA DATA", one record a
 * line, comments after ';', absolute names.  NS records of other zones than
 * the root are fine.
 */
#ifndef HINTS_H
#define HINTS_H

#include "base/macros.h"
#include "base/text.h"

struct iterator;

/*
 * Gives each server with an address in the file to the iterator.  0; -errno;
 * or -EINVAL for a fault in the file or one that names no server's address.
 * `why` then says it in one line for a person, with file and line.
 */
MUST_USE int hints_read(
    const char *path, struct iterator *it, struct text *why);

#endif
