/*
 * mta_sts_advice.h - what is amiss with a policy of MTA-STS, in words, and what
 * to do: one sentence each, the same in the manual.
 */
#ifndef VERDICT_MTA_STS_ADVICE_H
#define VERDICT_MTA_STS_ADVICE_H

#include "mta_sts.h"

struct mta_sts_advice {
	const char *word;   /* in records */
	const char *text;   /* what it is */
	const char *advice; /* what to do */
};

/* Why none was fetched; of OK all is the empty string. */
const struct mta_sts_advice *mta_sts_advice_fetch(enum policy_fetch status);

/* Why a file is none; of FINE all is the empty string. */
const struct mta_sts_advice *mta_sts_advice_syntax(enum mta_sts_fault fault);

/* Of FILE_BAD that of the syntax says more. */
const struct mta_sts_advice *mta_sts_advice_trouble(enum mta_sts_trouble t);

/* What such a sender does, as a word of records and as a sentence. */
const char *mta_sts_action_word(enum mta_sts_action a);
const char *mta_sts_action_text(enum mta_sts_action a);

#endif
