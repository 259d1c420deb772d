/* history.h - `danesweep history`: the store that joins runs. */
#ifndef HISTORY_COMMAND_H
#define HISTORY_COMMAND_H

/*
 * argv[0] is "history".  Exit code: 0; 1: a run or the store is not whole, or
 * the machine failed; 2: usage, or nothing could begin.
 */
int history_command(int argc, char *argv[]);

struct history_options;
struct history_store;

/* Adds o->runs to a store that is open.  The worst exit code of all. */
int history_add_runs(struct history_store *s, const struct history_options *o);

#endif
