/* check.h - `danesweep check`: a few domains, asked live and judged. */
#ifndef CHECK_COMMAND_H
#define CHECK_COMMAND_H

/*
 * 0: a sender would deliver authenticated to every domain that was named, 1:
 * not so, 2: wrong use, or it could not be done.
 */
int check_command(int argc, char *argv[]);

#endif
