/*
 * file_of_input.h - a file in memory that holds an input, for what reads a
 * path.
 */
#ifndef FILE_OF_INPUT_H
#define FILE_OF_INPUT_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct input_file {
	int fd;
	char path[64];
};

static inline struct input_file
input_file_open(const uint8_t *bytes, size_t len)
{
	struct input_file f = {.fd = memfd_create("input", MFD_CLOEXEC)};
	if (f.fd < 0 || write(f.fd, bytes, len) != (ssize_t)len)
		abort();
	snprintf(f.path, sizeof(f.path), "/proc/self/fd/%d", f.fd);
	return f;
}

static inline void
input_file_close(struct input_file *f)
{
	close(f->fd);
}

#endif
