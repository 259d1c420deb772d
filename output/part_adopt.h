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
 * 0 or -errno.  0: where `said` is not empty then, it says for a person what
 * was cut but for the last member, which any kill leaves torn.  -EBADMSG: a
 * part that was finished is not whole, `said` is its path; nothing is done to
 * it.  No such folder is no parts.
 */
MUST_USE int part_adopt(
    const char *run, const char *kind, struct array *parts, struct text *said);

#endif
