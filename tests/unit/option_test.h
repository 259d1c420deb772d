/*
 * option_test.h - command lines as one string, and what becomes of them.
 */
#ifndef OPTION_TEST_H
#define OPTION_TEST_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OPTION_TEST_ARGS = 1000, OPTION_TEST_USAGE = 2 };

typedef void option_test_parse(int argc, char *argv[], void *out);

/* Splits at blanks and parses; the words live until the next call. */
static inline void
option_test_run(option_test_parse *parse, const char *line, void *out)
{
	static char words[1 << 13];
	static char *argv[OPTION_TEST_ARGS + 1];
	char *place = NULL;
	int argc = 0;
	snprintf(words, sizeof(words), "command %s", line);
	for (char *w = strtok_r(words, " ", &place);
	     w != NULL && argc < OPTION_TEST_ARGS;
	     w = strtok_r(NULL, " ", &place))
		argv[argc++] = w;
	argv[argc] = NULL;
	parse(argc, argv, out);
}

/* The exit code of a process that does nothing else; `out` is scratch. */
static inline int
option_test_outcome(option_test_parse *parse, const char *line, void *out)
{
	int status;
	fflush(stdout);
	pid_t pid = fork();
	if (pid < 0)
		abort();
	if (pid == 0) {
		if (freopen("/dev/null", "w", stderr) == NULL ||
		    freopen("/dev/null", "w", stdout) == NULL)
			abort();
		option_test_run(parse, line, out);
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

#endif
