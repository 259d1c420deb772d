/* option_line.h - a command line, and the file of options that it may name. */
#ifndef OPTION_LINE_H
#define OPTION_LINE_H

#include <stdbool.h>

#include "option_table.h"

/*
 * Parses into `out`, which holds the defaults; argv[0] is the command's name.
 * First come the options of the file that --config names, then those of argv,
 * which take their place: a list of argv is that of the file no more.  Standard
 * input can be read but once: two options that name it are a mistake.
 * A mistake is said in one line and ends the program with 2: nothing has
 * been touched by then.
 */
void option_line_parse(
    const struct option_table *t, int argc, char *argv[], void *out);

/* Which options argv itself says, after it was parsed. */
void option_line_said(const struct option_table *t, int argc, char *argv[],
    bool said[OPTION_ROWS_MAX]);

#endif
