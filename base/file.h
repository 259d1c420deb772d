/* file.h - what read(2) and write(2) leave to their callers. */
#ifndef FILE_H
#define FILE_H

#include <stddef.h>

#include "base/macros.h"

/* Writes all `len` bytes.  0 or -errno; then some may have been written. */
MUST_USE int file_write_all(int fd, const void *bytes, size_t len);

/* Puts the names in a directory on the disk.  0 or -errno. */
MUST_USE int file_sync_dir(const char *path);

#endif
