/* explanation_mta_sts.h - a policy of MTA-STS, told to people. */
#ifndef EXPLANATION_MTA_STS_H
#define EXPLANATION_MTA_STS_H

#include "base/text.h"
#include "mta_sts.h"

void explanation_add_mta_sts(struct text *t, const struct mta_sts_verdict *v);

#endif
