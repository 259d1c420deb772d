/* tlsa_command.h - `danesweep tlsa`, with a way to live servers. */
#ifndef TLSA_COMMAND_H
#define TLSA_COMMAND_H

/* Gives an enum exit_code. */
int tlsa_command(int argc, char *argv[]);

#endif
