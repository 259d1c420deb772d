/*
 * fix.h - the smallest change that makes an invalid verdict valid, proved by
 * judging the mended evidence.
 *
 * The first broken link is mended, and it is judged again; up to PATCHES_MAX
 * times.  Where a link has no small fix (an unsigned zone, a server without
 * TLS), or the last judgement is not valid, there is none.
 */
#ifndef FIX_H
#define FIX_H

#include "host_verdict.h"
#include "mail_plan.h"
#include "analysis/evidence/patch.h"

struct domain_verdict;

/* `mender` judges and is left mended; names and data live in `keep`.  No
 * mends: there is no fix. */
struct patches fix_host(struct validator *mender, struct arena *keep,
    const struct host_use *use, const struct host_verdict *now);

/* The same of what is wrong with its MX lookup; its hosts have their own. */
struct patches fix_domain(struct validator *mender, struct arena *keep,
    const struct mail_plan *plan, const struct domain_verdict *now);

#endif
