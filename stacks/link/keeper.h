/*
 * keeper.h - a child process that does one last thing when we have ended,
 * however that was: also killed, also after privileges were dropped.
 */
#ifndef KEEPER_H
#define KEEPER_H

#include "base/macros.h"

struct keeper;

/*
 * Forks, so before the first thread.  The child keeps our privileges of now,
 * ignores what a terminal sends, and calls `last(arg)` in its copy of our
 * memory once we are gone.  0 or -errno.
 */
MUST_USE int keeper_start(
    void (*last)(void *arg), void *arg, struct keeper **out);

/* Lets it do so now, and waits until it has; NULL is fine. */
void keeper_end(struct keeper *k);

#endif
