/* domain_policy.h - what a domain has beside DANE, as the run was told. */
#ifndef DOMAIN_POLICY_H
#define DOMAIN_POLICY_H

#include "analysis/evidence/evidence.h"
#include "base/text.h"
#include "output/record/mail_policy.h"

/*
 * Of the policies that are TXT records one counts where a reader would take it:
 * it is the only one of its version at its name.
 */
struct mail_policies domain_policy_find(
    const struct evidence *e, const struct dns_name *domain);

/*
 * How many TXT records of the policy's version the run was told, and appends
 * the first, its character-strings in one.  0 of a policy that is no TXT.
 */
size_t domain_policy_text(const struct evidence *e,
    const struct dns_name *domain, enum mail_policy p, struct text *out);

#endif
