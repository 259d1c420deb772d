/* policy_line.h - policy records (doc/records.md): each of a domain's records
 * beside DANE, and what policy_record.h says of it. */
#ifndef POLICY_LINE_H
#define POLICY_LINE_H

#include "analysis/evidence/evidence.h"
#include "base/text.h"
#include "output/record/mail_policy.h"

/* A line for each that was asked for; `p` is what domain_policy_find() gave. */
void policy_line_add_domain(struct text *t, const struct evidence *e,
    const struct dns_name *domain, const struct mail_policies *p);

#endif
