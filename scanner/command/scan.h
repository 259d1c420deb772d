/* scan.h - `danesweep scan`, from its options to its exit code. */
#ifndef SCAN_COMMAND_H
#define SCAN_COMMAND_H

/*
 * 0: swept to the end.  1: it ended early (a signal, a full disk, a damaged
 * zone file).  2: it could not begin, and nothing was sent or overwritten.
 */
int scan_command(int argc, char *argv[]);

#endif
