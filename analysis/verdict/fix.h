/*
 * fix.h - the smallest change that makes an invalid verdict valid, proved by
 * judging the patched evidence.  Of a host with twin certificates it makes both
 * of them match, also where what was judged is valid by one: those who are
 * given the other defer.
 *
 * The first broken link is patched, and it is judged again; up to PATCHES_MAX
 * times.  Where a link has no small fix (an unsigned zone, a server without
 * TLS), or the last judgement is not valid, there is none.
 */
#ifndef FIX_H
#define FIX_H

#include "analysis/evidence/patch.h"
#include "host_verdict.h"
#include "scenario.h"
#include "mail_plan.h"

/* No more TLSA records are proposed: there are senders who take no larger
 * set. */
enum { FIX_RECORDS_MAX = 12 };

struct domain_verdict;

/*
 * Where usage 2 fails by names, dates or signatures of the chain there is none
 * either: the certificate is to be replaced, by a person.
 *
 * `patched` is a scenario for this alone, and is left with the last patches.
 * Names and data live in `arena`.  No patches: there is no fix.
 */
struct patches fix_host(struct scenario *patched, struct arena *arena,
    const struct host_use *use, const struct host_verdict *now);

/* The same of what is wrong with its MX lookup; its hosts have their own. */
struct patches fix_domain(struct scenario *patched, struct arena *arena,
    const struct mail_plan *plan, const struct domain_verdict *now);

#endif
