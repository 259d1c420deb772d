/*
 * scan_resume.h - what --resume takes from the manifest of its run: options,
 * seed, and which files they were that it read.
 */
#ifndef SCAN_RESUME_H
#define SCAN_RESUME_H

#include "base/arena.h"
#include "base/macros.h"
#include "base/text.h"
#include "output/manifest_command.h"
#include "output/record/manifest_start.h"
#include "scan_options.h"
#include "scanner/run/plan.h"

/* Must not move: `earlier` points into it. */
struct scan_resume {
	struct manifest_start start;
	struct scan_earlier earlier;
	struct arena arena; /* of what options point to */
	int lock;           /* of the run directory; -1: none */
};

/*
 * Locks o->resume, and reads its manifest; `o` gets the options that the run
 * began with, and what argv says anew.  The working directory becomes the one
 * that it began in.  0; or -errno with one line for a person in `why`:
 * -EALREADY where the run is complete.  scan_resume_close() ends it either way.
 */
MUST_USE int scan_resume_open(struct scan_resume *r, struct scan_options *o,
    int argc, char *argv[], struct text *why);
void scan_resume_close(struct scan_resume *r);

/*
 * What is swept, and judged by, are the same files as then: zones by serial and
 * SHA-256, others by SHA-256, but for block and allow lists and opt-outs.  0,
 * or -EINVAL and `why`.
 */
MUST_USE int scan_resume_check(const struct scan_resume *r,
    const struct scan_plan *plan, struct text *why);

#endif
