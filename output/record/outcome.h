/* outcome.h - what a verdict comes to, in the words of doc/records.md. */
#ifndef RECORD_OUTCOME_H
#define RECORD_OUTCOME_H

#include "reason.h"

/* What a sender does with the mail. */
enum sender_action {
	SENDER_INDETERMINATE,
	SENDER_UNREACHABLE,
	SENDER_DEFER,
	SENDER_OPPORTUNISTIC,
	SENDER_ENCRYPTED,
	SENDER_AUTHENTICATED,
	SENDER_NO_MAIL, /* of domains only */
	SENDER_COUNT,
};

const char *sender_action_text(enum sender_action s);

/* The word back; false: no such word. */
bool sender_action_parse(const char *text, enum sender_action *out);

struct outcome {
	enum study study;
	enum sender_action sender;
	enum reason reason;
};

#endif
