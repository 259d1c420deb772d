/*
 * run_changes.h - what a person changes while a scan is at work, behind what
 * was changed in its earlier starts: for the manifest.
 */
#ifndef RUN_CHANGES_H
#define RUN_CHANGES_H

#include "base/array.h"
#include "base/macros.h"
#include "output/manifest_change.h"
#include "plan.h"

struct run_changes {
	const struct scan_plan *plan;
	struct array rates;    /* struct manifest_rate */
	struct array readings; /* struct manifest_reading */
};

/*
 * The plan is borrowed.  0 or -ENOMEM; run_changes_fini() ends it either way.
 */
MUST_USE int run_changes_init(
    struct run_changes *c, const struct scan_plan *plan);
void run_changes_fini(struct run_changes *c);

/*
 * From now on the rates that were asked for are multiplied by this.  0 or
 * -ENOMEM, as below.
 */
MUST_USE int run_changes_note_rate(struct run_changes *c, double factor);

/* The lists of whom not to ask were read anew, as they lie there now. */
MUST_USE int run_changes_note_lists(struct run_changes *c);

/* All of them; a view until the next call of another function. */
struct manifest_changes run_changes_list(const struct run_changes *c);

#endif
