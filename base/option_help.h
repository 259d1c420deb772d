/* option_help.h - what --help says of a command, from its table of options. */
#ifndef OPTION_HELP_H
#define OPTION_HELP_H

#include <stdio.h>

struct option_table;

void option_help_print(const struct option_table *t, FILE *to);

#endif
