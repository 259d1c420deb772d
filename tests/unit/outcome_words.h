/* outcome_words.h - an outcome as "study sender reason", for tests. */
#ifndef OUTCOME_WORDS_H
#define OUTCOME_WORDS_H

#include <stdio.h>
#include <string.h>

#include "output/record/outcome.h"

/* It has these words; says so where not. */
static inline bool
words_are(const struct outcome *o, const char *want)
{
	char have[128];
	snprintf(have, sizeof(have), "%s %s %s", study_text(o->study),
	    sender_action_text(o->sender), reason_text(o->reason));
	if (strcmp(have, want) == 0)
		return true;
	printf("# have %s, want %s\n", have, want);
	return false;
}

#endif
