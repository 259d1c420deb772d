/*
 * plan_uses.h - what a reply or a domain says of who is in the mail plan, in
 * memory or on disk.
 */
#ifndef PLAN_USES_H
#define PLAN_USES_H

#include <stdbool.h>

#include "analysis/evidence/evidence.h"

/* A name that a CNAME in the answer leads to. */
typedef void plan_target_fn(void *arg, const struct dns_name *target);
void plan_targets_of(const struct reply *r, plan_target_fn *fn, void *arg);

/* Of the records of one MX question: the user named it. */
bool plan_is_listed(const struct reply *r);

/* A host that `domain` sends its mail to; NULL: one that is there, unused. */
typedef void plan_use_fn(
    void *arg, const struct dns_name *host, const struct dns_name *domain);
void plan_uses_of(const struct evidence *e, const struct dns_name *domain,
    plan_use_fn *fn, void *arg);

#endif
