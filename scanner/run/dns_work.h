/*
 * dns_work.h - what asks DNS questions and what takes the answers: resolver,
 * recorder, and the findings that join a stage to the next.
 */
#ifndef DNS_WORK_H
#define DNS_WORK_H

#include "base/macros.h"
#include "base/text.h"
#include "referral_lines.h"
#include "run_base.h"
#include "scanner/dns/findings.h"
#include "scanner/dns/resolver.h"
#include "scanner/dns/recorder.h"

struct dns_work {
	struct findings findings;
	struct resolver *resolver;
	struct recorder *recorder;        /* NULL: it does not run */
	struct referral_lines *referrals; /* NULL: zone files are swept */
};

/*
 * With the hosts of the plan's list as the first findings.  0, or -errno,
 * with or without a line in `why`; dns_work_close() ends it either way.
 */
MUST_USE int dns_work_open(
    struct dns_work *w, struct run_base *b, struct text *why);
void dns_work_close(struct dns_work *w);

/* Starts the recorder, once the parts are open.  0 or -errno. */
MUST_USE int dns_work_start(struct dns_work *w, struct run_base *b);
void dns_work_stop(struct dns_work *w);

#endif
