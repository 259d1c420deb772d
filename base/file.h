/*
 * file.h - what write(2), fsync(2) and rename(2) leave to their callers.
 *
 * Whatever changes a run's files goes through here, so that a test can end a
 * process at any such call, fail it, and know what a power loss would leave.
 */
#ifndef FILE_H
#define FILE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/macros.h"

/*
 * A file to read.  A descriptor, or -errno: -ESPIPE when it is no regular file:
 * a pipe that nobody writes would be waited for.
 */
MUST_USE int file_open_regular(const char *path);

/* A file that must not be there yet.  A descriptor to write to, or -errno. */
MUST_USE int file_create(const char *path);

/* Writes all `len` bytes.  0 or -errno; then some may have been written. */
MUST_USE int file_write_all(int fd, const void *bytes, size_t len);

/* Puts what was written to it on the disk.  0 or -errno. */
MUST_USE int file_sync(int fd);

/*
 * Makes the file this short, and puts that on the disk.  0 or -errno: -ELOOP
 * for a link.
 */
MUST_USE int file_cut(const char *path, uint64_t bytes);

/* 0 or -errno. */
MUST_USE int file_rename(const char *from, const char *to);
MUST_USE int file_remove(const char *path);

/* Writes what a new file is to hold.  0 or -errno. */
typedef int file_fill_fn(const void *arg, int fd);

/*
 * A file that `fill` writes takes the place of `path`, if there is one, when
 * all of it is on the disk.  Until then it is `fresh`, in the same folder,
 * where one that was killed may have left something.  `mode` is as open(2)
 * takes it.  0 or -errno, and then `path` is as it was.
 */
MUST_USE int file_replace(const char *path, const char *fresh, mode_t mode,
    file_fill_fn *fill, const void *arg);

/*
 * `from` takes the place of `to`, which is there and takes that of `from`: in
 * one step, where the file system can do so.  To a hook it is a FILE_RENAME.
 * 0 or -errno.
 */
MUST_USE int file_exchange(const char *from, const char *to);

/* All of a directory, and itself; none is fine.  Links are not followed.  0 or
 * -errno. */
MUST_USE int file_remove_tree(const char *path);

/* Puts the names in a directory on the disk.  0 or -errno. */
MUST_USE int file_sync_dir(const char *path);

/* One of these calls, before it is made. */
struct file_event {
	enum {
		FILE_CREATE,
		FILE_WRITE,
		FILE_SYNC,
		FILE_CUT,
		FILE_RENAME,
		FILE_REMOVE,
		FILE_SYNC_DIR,
	} call;
	int fd; /* -1: by its path */
	const char *path, *to;
	const void *bytes; /* to be written */
	size_t len;        /* of them, or to cut to */
};

/*
 * For tests, while no other thread runs: `hook` is asked before each call; what
 * it gives instead of 0, an -errno, the call gives, and does nothing.  NULL:
 * nobody is asked.
 */
void file_set_hook(
    int (*hook)(void *ctx, const struct file_event *e), void *ctx);

#endif
