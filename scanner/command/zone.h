/* zone.h - `danesweep zone`: zone files from where they are served. */
#ifndef ZONE_COMMAND_H
#define ZONE_COMMAND_H

/* Gives an enum exit_code. */
int zone_command(int argc, char *argv[]);

#endif
