/*
 * again_judge.h - the judge that tells a scan what to ask again.
 *
 * It reads the records of the run as `danesweep verify` does, and by the same
 * anchors: what is bogus there, or lacks material, is asked of every server.
 */
#ifndef AGAIN_JUDGE_H
#define AGAIN_JUDGE_H

#include <stdbool.h>

#include "analysis/dnssec/anchor.h"
#include "base/arena.h"
#include "base/macros.h"
#include "base/text.h"
#include "dns/name_map.h"
#include "scanner/run/again_source.h"

/* Must not move: `source` points to it. */
struct again_judge {
	struct again_source source;
	struct arena arena;
	struct anchor_set anchors;
	bool every_server; /* also what is good, of mail hosts */
};

/*
 * Reads the anchors.  0, or -errno and `why`; again_judge_fini() ends it
 * anyway.
 */
MUST_USE int again_judge_init(
    struct again_judge *a, const char *trust_anchor, struct text *why);
void again_judge_fini(struct again_judge *a);

#endif
