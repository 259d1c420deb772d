#include "outcome.h"

#include <string.h>

static const char *const senders[SENDER_COUNT] = {
    [SENDER_INDETERMINATE] = "indeterminate",
    [SENDER_UNREACHABLE] = "unreachable",
    [SENDER_DEFER] = "defer",
    [SENDER_OPPORTUNISTIC] = "deliver_opportunistic",
    [SENDER_ENCRYPTED] = "deliver_encrypted",
    [SENDER_AUTHENTICATED] = "deliver_authenticated",
    [SENDER_NO_MAIL] = "no_mail",
};

const char *
sender_action_text(enum sender_action s)
{
	return senders[s];
}

bool
sender_action_parse(const char *text, enum sender_action *out)
{
	for (unsigned s = 0; s < SENDER_COUNT; s++) {
		*out = (enum sender_action)s;
		if (strcmp(text, senders[s]) == 0)
			return true;
	}
	return false;
}
