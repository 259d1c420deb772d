/* verify.h - `danesweep verify`: judges a run, offline. */
#ifndef VERIFY_COMMAND_H
#define VERIFY_COMMAND_H

/*
 * argv[0] is "verify".  Exit code: 0; 1: the machine failed, or the run has
 * damaged records (the rest is judged); 2: usage.
 */
int verify_command(int argc, char *argv[]);

#endif
