/* part_check.h - the parts of a run, held against its manifest. */
#ifndef PART_CHECK_H
#define PART_CHECK_H

#include <stddef.h>
#include <stdint.h>

#include "output/part.h"

struct manifest_summary;

/*
 * Logs each part of DIR/KIND that is not there, or not as its writer left it:
 * its lines, bytes and digest.  Where the manifest names all, one that it does
 * not name is no part of it.  `read` are those that were read to their end;
 * one that was not has been complained of before.  Gives how many.
 */
uint64_t part_check(const struct manifest_summary *m, const char *dir,
    const char *kind, const struct part_info *read, size_t count);

#endif
