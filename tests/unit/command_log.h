/* command_log.h - what a command says on standard error, in a test folder. */
#ifndef COMMAND_LOG_H
#define COMMAND_LOG_H

#include "test_folder.h"

/* Runs it; what it said stands in `log` of the folder.  Its exit code. */
static inline int
run_logged(int (*command)(int argc, char *argv[]), int argc, char *argv[])
{
	int kept = dup(STDERR_FILENO);
	int log = open(path_of("log"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
	dup2(log, STDERR_FILENO);
	int code = command(argc, argv);
	fflush(stderr);
	dup2(kept, STDERR_FILENO);
	close(kept);
	close(log);
	return code;
}

#endif
