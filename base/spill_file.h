/*
 * spill_file.h - what does not fit into memory, on disk for as long as this
 * process lives.
 *
 * The file has no name: nothing is left of it, however the process ends.
 */
#ifndef SPILL_FILE_H
#define SPILL_FILE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

struct spill_file {
	int fd;           /* -1: none */
	const char *dir;  /* borrowed */
	uint64_t end;     /* where the next bytes go */
	atomic_int error; /* the first -errno of any call; 0: none */
	pthread_mutex_t lock;
};

/* In the folder `dir`, borrowed.  0 or -errno; then too it may be closed. */
MUST_USE int spill_file_open(struct spill_file *f, const char *dir);
void spill_file_close(struct spill_file *f);

/*
 * Puts bytes at the end, which is `*offset`, and reads them back; both by any
 * thread.  0 or -errno, which is kept as well.
 */
MUST_USE int spill_file_add(
    struct spill_file *f, const void *bytes, size_t len, uint64_t *offset);
MUST_USE int spill_file_read(
    struct spill_file *f, uint64_t offset, void *bytes, size_t len);

/* Nobody reads these bytes any more; the disk may have them back. */
void spill_file_forget(struct spill_file *f, uint64_t offset, size_t len);

/* Keeps what went wrong elsewhere with what was read, and gives it; 0: nothing
 * did. */
int spill_file_fail(struct spill_file *f, int rc);

/* What went wrong first; 0: nothing. */
int spill_file_error(const struct spill_file *f);

#endif
