/* child_program.h - a program of the user's, run without a shell. */
#ifndef CHILD_PROGRAM_H
#define CHILD_PROGRAM_H

#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"

enum { CHILD_WORDS_MAX = 32 };

/*
 * Runs `command`, words parted by blanks, with `more` behind them, ended by
 * NULL.  It reads nothing; what it says goes where ours goes.  One that is not
 * over after `limit_s` is ended, with all that it began.  0: it ended with 0;
 * or -errno with a line in `why`.
 */
MUST_USE int child_program_run(const char *command, const char *const more[],
    int64_t limit_s, struct text *why);

#endif
