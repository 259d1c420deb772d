#include "standard_input.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "file.h"

static int
copy(int to)
{
	static char room[64 << 10];
	for (;;) {
		ssize_t n = read(STDIN_FILENO, room, sizeof(room));
		if (n == 0)
			return 0;
		int rc = n < 0 ? -errno : file_write_all(to, room, (size_t)n);
		if (rc < 0 && rc != -EINTR)
			return rc;
	}
}

int
standard_input_keep(const char **path)
{
	static char kept[32];
	static int fd = -1;
	if (strcmp(*path, "-") != 0)
		return 0;
	if (fd >= 0)
		close(fd);
	fd = memfd_create("standard input", MFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	int rc = copy(fd);
	snprintf(kept, sizeof(kept), "/proc/self/fd/%d", fd);
	*path = kept;
	return rc;
}
