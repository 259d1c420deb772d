/* explanation_policy.h - what a domain has beside DANE, told to people. */
#ifndef EXPLANATION_POLICY_H
#define EXPLANATION_POLICY_H

#include "analysis/evidence/evidence.h"
#include "base/text.h"
#include "output/record/mail_policy.h"

/* Which there are, and of each with a fault what to do; else nothing. */
void explanation_add_policies(struct text *t, const struct evidence *e,
    const struct dns_name *domain, const struct mail_policies *p);

#endif
