/* outcome.h - what a verdict comes to, in the words of doc/records.md. */
#ifndef RECORD_OUTCOME_H
#define RECORD_OUTCOME_H

#include "reason.h"

/* What a sender does with the mail. */
enum sender {
	SENDER_INDETERMINATE,
	SENDER_UNREACHABLE,
	SENDER_DEFER,
	SENDER_OPPORTUNISTIC,
	SENDER_ENCRYPTED,
	SENDER_AUTHENTICATED,
	SENDER_NO_MAIL, /* of domains only */
	SENDER_COUNT,
};

const char *sender_text(enum sender s);

/* The word back; false: no such word. */
bool sender_parse(const char *text, enum sender *out);

struct outcome {
	enum study study;
	enum sender sender;
	enum reason reason;
};

#endif
