/* match.h - `danesweep match`: TLSA records against one chain. */
#ifndef MATCH_COMMAND_H
#define MATCH_COMMAND_H

/* 0: a record matches, 1: none does, 2: bad input. */
int match_command(int argc, char *argv[]);

#endif
