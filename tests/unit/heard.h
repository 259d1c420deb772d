/* heard.h - what is said on standard error, for tests that hold it to words. */
#ifndef HEARD_H
#define HEARD_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test_folder.h"

/* Standard error goes to a file of the test's folder, and back. */
static inline int
hear(void)
{
	int was = dup(STDERR_FILENO);
	int fd = open(path_of("heard"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (was < 0 || fd < 0 || dup2(fd, STDERR_FILENO) < 0)
		abort();
	close(fd);
	return was;
}

/* What was said since hear() gave `was`; until the next call. */
static inline const char *
heard(int was)
{
	static char text[4096];
	FILE *f = fopen(path_of("heard"), "re");
	if (dup2(was, STDERR_FILENO) < 0 || f == NULL)
		abort();
	close(was);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	return text;
}

#endif
