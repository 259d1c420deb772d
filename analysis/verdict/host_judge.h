/* host_judge.h - what a sender, and the study, make of one MX host. */
#ifndef HOST_JUDGE_H
#define HOST_JUDGE_H

#include "host_verdict.h"
#include "scenario.h"

/*
 * Judges `host`; `next_hops` are the `hop_count` domains (at most a few are
 * used) whose names may stand in the certificate, too (R13).  What it goes by
 * is added to out->instants.  All of it lives in the validator's arena.
 */
void host_judge(struct scenario *s, const struct dns_name *host,
    const struct dns_name *const *next_hops, size_t hop_count,
    struct host_verdict *out);

#endif
