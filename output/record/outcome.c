#include "outcome.h"

const char *
sender_text(enum sender s)
{
	static const char *const texts[] = {
	    [SENDER_INDETERMINATE] = "indeterminate",
	    [SENDER_UNREACHABLE] = "unreachable",
	    [SENDER_DEFER] = "defer",
	    [SENDER_OPPORTUNISTIC] = "deliver_opportunistic",
	    [SENDER_ENCRYPTED] = "deliver_encrypted",
	    [SENDER_AUTHENTICATED] = "deliver_authenticated",
	    [SENDER_NO_MAIL] = "no_mail",
	};
	return texts[s];
}
