#include "base/disk_space.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

enum { RESERVE_BYTES = 64 << 20, SHARE = 16 };

/* Takes the last part off: "a/b" is in "a", "a" in ".", "/a" in "/". */
static void
go_up(char *path)
{
	char *slash = strrchr(path, '/');
	if (slash == NULL)
		strcpy(path, ".");
	else if (slash == path)
		path[1] = '\0';
	else
		*slash = '\0';
}

static int
ask_kernel(const char *path, struct disk_space *out)
{
	struct statvfs fs;
	char at[PATH_MAX];
	int len = snprintf(at, sizeof(at), "%s", path);
	if (len < 1 || (size_t)len >= sizeof(at))
		return -ENAMETOOLONG;
	while (statvfs(at, &fs) < 0) {
		if (errno != ENOENT || strcmp(at, ".") == 0)
			return -errno;
		go_up(at);
	}
	*out = (struct disk_space){
	    .free_bytes = (uint64_t)fs.f_bavail * fs.f_frsize,
	    .total_bytes = (uint64_t)fs.f_blocks * fs.f_frsize,
	};
	return 0;
}

static int (*ask)(const char *path, struct disk_space *out) = ask_kernel;

int
disk_space_at(const char *path, struct disk_space *out)
{
	return ask(path, out);
}

uint64_t
disk_space_reserve(const struct disk_space *s)
{
	uint64_t share = s->total_bytes / SHARE;
	return share < RESERVE_BYTES ? share : RESERVE_BYTES;
}

void
disk_space_set_source(int (*source)(const char *path, struct disk_space *out))
{
	ask = source != NULL ? source : ask_kernel;
}
