/* host_judge.h - what a sender, and the study, make of one MX host. */
#ifndef HOST_JUDGE_H
#define HOST_JUDGE_H

#include "host_verdict.h"
#include "scenario.h"

enum { NEXT_HOPS_MAX = 2 };

/*
 * The domains whose names may stand in the certificate, too (R13); what that
 * goes by is added to `instants`.  Gives how many.
 */
typedef size_t next_hops_fn(void *arg, struct instants *instants,
    const struct dns_name *hops[NEXT_HOPS_MAX]);

/*
 * Judges `host`; `next_hops` is asked only where a name in a certificate
 * counts.  What it goes by is added to out->instants.  All of it lives in the
 * validator's arena.
 */
void host_judge(struct scenario *s, const struct dns_name *host,
    next_hops_fn *next_hops, void *arg, struct host_verdict *out);

#endif
