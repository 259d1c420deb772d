/* mta_sts_line.h - mta_sts records (doc/records.md): a domain's policy, and
 * what a sender makes of it. */
#ifndef MTA_STS_LINE_H
#define MTA_STS_LINE_H

#include "base/text.h"
#include "mta_sts.h"

/* Appends the record and a newline. */
void mta_sts_line_add(struct text *t, const struct mta_sts_verdict *v);

#endif
