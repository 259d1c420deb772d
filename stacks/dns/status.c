#include "dns/status.h"

#include <stdio.h>

#include "base/macros.h"
#include "dns/type.h"

static const char *const rcode_names[] = {
    [DNS_NOERROR] = "NOERROR",
    [DNS_FORMERR] = "FORMERR",
    [DNS_SERVFAIL] = "SERVFAIL",
    [DNS_NXDOMAIN] = "NXDOMAIN",
    [DNS_NOTIMP] = "NOTIMP",
    [DNS_REFUSED] = "REFUSED",
};

static const char *const status_names[] = {
    [DNS_STATUS_TIMEOUT] = "TIMEOUT",
    [DNS_STATUS_DROPPED] = "DROPPED",
    [DNS_STATUS_LAME] = "LAME",
    [DNS_STATUS_NO_SERVERS] = "NO_SERVERS",
    [DNS_STATUS_BLOCKED] = "BLOCKED",
    [DNS_STATUS_BAD_REPLY] = "BAD_REPLY",
    [DNS_STATUS_TCP_FAILED] = "TCP_FAILED",
    [DNS_STATUS_LIMIT] = "LIMIT",
};

const char *
dns_status_text(
    enum dns_status status, uint16_t rcode, char text[DNS_STATUS_TEXT_MAX])
{
	const char *name = NULL;

	if (status != DNS_STATUS_REPLY)
		name = status_names[status];
	else if (rcode < ARRAY_LEN(rcode_names))
		name = rcode_names[rcode];

	if (name != NULL)
		snprintf(text, DNS_STATUS_TEXT_MAX, "%s", name);
	else
		snprintf(text, DNS_STATUS_TEXT_MAX, "RCODE_%u", rcode);
	return text;
}
