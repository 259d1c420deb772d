/* Standard input, kept: read twice, and by a child. */
#include "base/standard_input.h"

#include <string.h>
#include <sys/wait.h>

#include "tap.h"
#include "test_folder.h"

static void
put_in(const char *text)
{
	int ends[2];
	if (pipe(ends) < 0 ||
	    write(ends[1], text, strlen(text)) != (ssize_t)strlen(text) ||
	    dup2(ends[0], STDIN_FILENO) < 0)
		abort();
	close(ends[0]);
	close(ends[1]);
}

static bool
reads(const char *path, const char *want)
{
	char have[64] = "";
	FILE *f = fopen(path, "r");
	size_t len = f != NULL ? fread(have, 1, sizeof(have) - 1, f) : 0;
	if (f != NULL)
		fclose(f);
	return len == strlen(want) && memcmp(have, want, len) == 0;
}

static bool
child_reads(const char *path, const char *want)
{
	int status;
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0)
		_exit(!reads(path, want));
	return waitpid(pid, &status, 0) == pid && status == 0;
}

int
main(void)
{
	const char *file = "named", *first = "-", *second = "-";
	ok(standard_input_keep(&file) == 0 && strcmp(file, "named") == 0,
	    "a file stays what it is");
	put_in("line\n");
	ok(standard_input_keep(&first) == 0 && reads(first, "line\n") &&
		reads(first, "line\n") && child_reads(first, "line\n"),
	    "a pipe is read as often as one likes");
	put_in("");
	ok(standard_input_keep(&second) == 0 && reads(second, ""),
	    "an empty one is empty");
	return tap_end();
}
