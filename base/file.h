/* file.h - what write(2), fsync(2) and rename(2) leave to their callers. */
#ifndef FILE_H
#define FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

/* Writes all `len` bytes.  0 or -errno; then some may have been written. */
MUST_USE int file_write_all(int fd, const void *bytes, size_t len);

/* Puts what was written to it on the disk.  0 or -errno. */
MUST_USE int file_sync(int fd);

/* Makes the file this short, and puts that on the disk.  0 or -errno. */
MUST_USE int file_cut(const char *path, uint64_t bytes);

/* 0 or -errno. */
MUST_USE int file_rename(const char *from, const char *to);
MUST_USE int file_remove(const char *path);

/* Puts the names in a directory on the disk.  0 or -errno. */
MUST_USE int file_sync_dir(const char *path);

#endif
