#include "scanner/engine/inherited_files.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "tap.h"

static int
open_one(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		abort();
	return fd;
}

static bool
is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

int
main(void)
{
	int far = 5000;
	int before = open_one();
	bool has_far = dup2(before, far) == far; /* the limit may be lower */
	inherited_files_note();
	ok(is_open(before), "what was inherited may still be read");
	ok(!has_far || !is_open(far), "a number that nobody names is closed");
	int since = open_one();
	inherited_files_close();
	ok(!is_open(before), "it is closed");
	ok(is_open(since), "what was opened since is not");
	ok(is_open(STDIN_FILENO) && is_open(STDOUT_FILENO) &&
		is_open(STDERR_FILENO),
	    "nor are the first three");
	inherited_files_close();
	ok(is_open(since), "a second time does nothing");
	return tap_end();
}
