/* disk_space.h - how much room a file system has. */
#ifndef DISK_SPACE_H
#define DISK_SPACE_H

#include <stdint.h>

#include "base/macros.h"

struct disk_space {
	uint64_t free_bytes; /* for us: not what is root's alone */
	uint64_t total_bytes;
};

/* Of the file system of `path`, or of the first folder above that is there.  0
 * or -errno. */
MUST_USE int disk_space_at(const char *path, struct disk_space *out);

/*
 * What a program that writes keeps free, so that it can end in order: 64 MiB,
 * or a sixteenth of a small file system.
 */
uint64_t disk_space_reserve(const struct disk_space *s);

/*
 * For tests, while no other thread runs: who is asked instead of the kernel, by
 * the contract of disk_space_at().  NULL: the kernel.
 */
void disk_space_set_source(
    int (*source)(const char *path, struct disk_space *out));

#endif
