/* probe.h - `danesweep probe`: a SYN sweep of prefixes. */
#ifndef PROBE_COMMAND_H
#define PROBE_COMMAND_H

/*
 * Exit code: 0 swept to the end, 1 stopped early or the machine failed (what
 * was found until then is whole), 2 not begun.
 */
int probe_command(int argc, char *argv[]);

#endif
