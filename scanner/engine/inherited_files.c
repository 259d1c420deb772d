#include "inherited_files.h"

#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>

enum { FIRST = STDERR_FILENO + 1, END = 4096 };

static bool noted[END];

void
inherited_files_note(void)
{
	for (int fd = FIRST; fd < END; fd++)
		noted[fd] = fcntl(fd, F_GETFD) >= 0;
	close_range(END, ~0u, 0); /* nobody names a file by such a number */
}

void
inherited_files_close(void)
{
	for (int fd = FIRST; fd < END; fd++) {
		if (noted[fd])
			close(fd);
		noted[fd] = false;
	}
}
