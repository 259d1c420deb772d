/*
 * test_folder.h - a folder of a test's own, and files in it.
 *
 * The test makes it with mkdtemp(test_folder) and removes it.  What fails ends
 * the test.
 */
#ifndef TEST_FOLDER_H
#define TEST_FOLDER_H

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char test_folder[] = "/tmp/danesweep-test.XXXXXX";

/* Of this file in it, until the next call. */
static inline const char *
path_of(const char *file)
{
	static char path[256];
	snprintf(path, sizeof(path), "%s/%s", test_folder, file);
	return path;
}

/* The whole file, in the place of what was there. */
static inline void
write_bytes(const char *file, const void *bytes, size_t len)
{
	int fd = open(path_of(file), O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, bytes, len) != (ssize_t)len)
		abort();
	close(fd);
}

#endif
