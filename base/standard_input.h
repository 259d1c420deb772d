/*
 * standard_input.h - standard input for those who have to read it twice, or
 * take nothing but a path.
 */
#ifndef STANDARD_INPUT_H
#define STANDARD_INPUT_H

#include "macros.h"

/*
 * `*path`, where it is "-", becomes that of a copy in memory, which lives as
 * long as the process and its children do, or until another one is made.  Any
 * other path stays.  0 or -errno.
 */
MUST_USE int standard_input_keep(const char **path);

#endif
