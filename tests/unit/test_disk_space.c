#include "base/disk_space.h"

#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include "tap.h"

static int
one_page(const char *path, struct disk_space *out)
{
	(void)path;
	*out = (struct disk_space){.free_bytes = 4096, .total_bytes = 8192};
	return 0;
}

static bool
is_same_place(const char *path, const struct disk_space *want)
{
	struct disk_space s;
	return disk_space_at(path, &s) == 0 &&
	       s.total_bytes == want->total_bytes;
}

static void
test_kernel(void)
{
	struct disk_space here, s;
	char folder[] = "/tmp/disk_space.XXXXXX", deep[64];
	if (mkdtemp(folder) == NULL)
		abort();
	snprintf(deep, sizeof(deep), "%s/a/b/c", folder);
	ok(disk_space_at(folder, &here) == 0 && here.total_bytes > 0 &&
		here.free_bytes <= here.total_bytes,
	    "a folder that is there");
	ok(is_same_place(deep, &here), "one that is to be made");
	ok(disk_space_at("no-such/folder", &s) == 0, "by a relative path");
	ok(disk_space_at("/no-such", &s) == 0, "or at the top");
	ok(disk_space_at("/dev/null/a", &s) < 0, "below a file there is none");
	ok(disk_space_at("", &s) < 0, "nor at no path");
	rmdir(folder);
}

int
main(void)
{
	struct disk_space s;
	test_kernel();
	ok(disk_space_reserve(&(struct disk_space){
	       .total_bytes = (uint64_t)1 << 40}) == 64 << 20,
	    "of a large disk 64 MiB are kept free");
	ok(disk_space_reserve(&(struct disk_space){.total_bytes = 16 << 20}) ==
		1 << 20,
	    "of a small one a sixteenth");
	disk_space_set_source(one_page);
	ok(disk_space_at("/", &s) == 0 && s.free_bytes == 4096,
	    "a test may be the disk");
	disk_space_set_source(NULL);
	ok(disk_space_at("/", &s) == 0 && s.total_bytes != 8192,
	    "and the kernel again");
	return tap_end();
}
