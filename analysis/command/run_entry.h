/* run_entry.h - is this directory a run that can be read? */
#ifndef RUN_ENTRY_H
#define RUN_ENTRY_H

#include <stdbool.h>

#include "output/record/manifest_summary.h"

/*
 * Reads the manifest of a run that was named on the command line, after
 * `option` (or "").  0; or EXIT_CODE_NOT_BEGUN, having said in one line what is
 * in its way and what to do.  Ended by manifest_summary_fini(), always.
 */
int run_entry_read(struct manifest_summary *m, const char *command,
    const char *option, const char *run);

/* Says so if the run is not complete; is it? */
bool run_entry_is_complete(
    const struct manifest_summary *m, const char *command, const char *run);

#endif
