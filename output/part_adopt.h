/* part_adopt.h - what a run that was killed left open becomes whole. */
#ifndef PART_ADOPT_H
#define PART_ADOPT_H

#include "base/array.h"
#include "base/macros.h"
#include "base/text.h"
#include "output/part.h"

/*
 * Each open part of RUN/KIND is cut behind its last whole member and gets its
 * final name; one without a whole member is removed.  Then all parts of the
 * kind are counted and pushed to `parts` (struct part_info), for the manifest.
 * It may be killed at any time, and done again.
 *
 * 0 or -errno.  -EBADMSG: a part that was finished is not whole, `path` says
 * which; nothing is done to it.  No such folder is no parts.
 */
MUST_USE int part_adopt(
    const char *run, const char *kind, struct array *parts, struct text *path);

#endif
