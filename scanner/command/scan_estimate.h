/* scan_estimate.h - `danesweep scan --estimate`, and room for what it says. */
#ifndef SCAN_ESTIMATE_COMMAND_H
#define SCAN_ESTIMATE_COMMAND_H

#include "base/macros.h"
#include "base/text.h"
#include "scanner/run/estimate.h"

/* Prints it, a line "key: value" each.  0 or -errno. */
MUST_USE int scan_estimate_print(const struct scan_plan *plan);

/*
 * 0; or -ENOSPC with one line in `why`: the disk of the run directory has no
 * room for what a scan by this plan will write.  A stream needs none of ours.
 */
MUST_USE int scan_estimate_check_disk(const struct scan_plan *plan,
    const struct scan_estimate *e, struct text *why);

#endif
