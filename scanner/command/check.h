/* check_command.h - `danesweep check`: a few domains, asked live and judged. */
#ifndef CHECK_COMMAND_H
#define CHECK_COMMAND_H

#include <stddef.h>
#include <stdio.h>

/*
 * 0: a sender would deliver authenticated to every domain that was named, 1:
 * not so, 2: wrong use, or it could not be done.
 */
int check_command(int argc, char *argv[]);

/* The long name of option `i`, or NULL after the last: for the tests. */
const char *check_option_name(size_t i);

#endif
