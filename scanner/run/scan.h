/*
 * scan.h - one scan: all that it opened, its threads, and its end.
 */
#ifndef SCAN_H
#define SCAN_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/macros.h"
#include "base/text.h"
#include "scanner/engine/counters.h"
#include "link/link.h"
#include "plan.h"

struct scan;

/*
 * Opens the network, makes the run directory and starts the threads.  The
 * plan and `stopping`, which ends the scan early, are borrowed.  0, or
 * -errno with one line for a person in `why`: nothing stays open, and no
 * question was sent.
 */
MUST_USE int scan_open(const struct scan_plan *plan,
    const atomic_bool *stopping, struct scan **out, struct text *why);

bool scan_has_ended(const struct scan *s);
const struct counters *scan_counters(const struct scan *s);
struct link *scan_link(const struct scan *s);

/*
 * The manifest says from now on that the rate was multiplied by this, or that
 * the lists of whom not to ask were read anew.  For the thread that opened the
 * scan.  Where the disk takes no manifest now, the one of the end says it.
 */
void scan_note_rate(struct scan *s, double factor);
void scan_note_lists(struct scan *s);

/*
 * Joins the threads, finishes the part files and the manifest, gives all
 * back.  0 when it swept to the end; or -errno: -EINTR when it was stopped,
 * -ECANCELED when its self-check ended it, which has said so.
 */
MUST_USE int scan_close(struct scan *s);

#endif
