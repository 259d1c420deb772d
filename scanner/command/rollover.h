/* rollover.h - `danesweep rollover`: keys and TLSA records in step. */
#ifndef ROLLOVER_COMMAND_H
#define ROLLOVER_COMMAND_H

/*
 * 0: nothing is left to do for now, or all is well; 1: something stands in the
 * way; 2: wrong use, or it could not begin.
 */
int rollover_command(int argc, char *argv[]);

#endif
