/* plan_verdict.h - one host or one domain of a plan, judged. */
#ifndef PLAN_VERDICT_H
#define PLAN_VERDICT_H

#include "domain_verdict.h"
#include "host_verdict.h"
#include "mail_plan.h"

/* Leaves the outcome in `use`, too, and whether it has TLSA records. */
void plan_judge_host(
    struct scenario *s, struct host_use *use, struct host_verdict *out);

/* After its hosts, by whose outcomes in `plan` it goes. */
void plan_judge_domain(struct scenario *s, const struct mail_plan *plan,
    const struct dns_name *domain, struct domain_verdict *out);

/* The outcome of a host, as `arg` has it; never NULL. */
typedef const struct outcome *plan_outcome_fn(
    void *arg, const struct dns_name *host);

/* The same by the outcomes that `fn` gives. */
void plan_judge_domain_by(struct scenario *s, const struct dns_name *domain,
    plan_outcome_fn *fn, void *arg, struct domain_verdict *out);

#endif
