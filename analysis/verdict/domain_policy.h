/* domain_policy.h - what a domain has beside DANE, as the run was told. */
#ifndef DOMAIN_POLICY_H
#define DOMAIN_POLICY_H

#include "analysis/evidence/evidence.h"
#include "base/text.h"
#include "output/record/mail_policy.h"
#include "policy_record.h"

/*
 * Of the policies that are TXT records one counts where a reader would take it:
 * it is the only one of its version at its name.
 */
struct mail_policies domain_policy_find(
    const struct evidence *e, const struct dns_name *domain);

/*
 * Whether the run was told any TXT record of the policy's version; appends the
 * first, its character-strings in one, and says what is amiss.  Of a policy
 * that is no TXT never.
 */
bool domain_policy_record(const struct evidence *e,
    const struct dns_name *domain, enum mail_policy p, struct text *out,
    struct policy_faults *faults);

#endif
