/*
 * resume.h - what an earlier start of a run left: its records are the state.
 */
#ifndef RUN_RESUME_H
#define RUN_RESUME_H

#include <stdint.h>

#include "base/macros.h"

struct cert_set;
struct referral_lines;
struct replay;
struct run_parts;
struct session_log;

/* All zero: the run begins. */
struct resume {
	struct replay *replay;
	struct session_log *sessions;
	uint64_t delegation_lines, listed_lines, dropped_lines;
};

/*
 * From the run in this directory, whose parts were adopted; `certs` is told
 * which certificates have their record, and `referrals`, if not NULL, which
 * domains.  0 or -errno: -EBADMSG where a line is no record.  resume_close()
 * ends it either way.
 */
MUST_USE int resume_open(struct resume *r, const char *run,
    const struct run_parts *parts, struct cert_set *certs,
    struct referral_lines *referrals);
void resume_close(struct resume *r);

#endif
