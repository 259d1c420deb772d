#include "dns/status.h"

#include <stdio.h>
#include <string.h>

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
    [DNS_STATUS_NO_ROUTE] = "NO_ROUTE",
    [DNS_STATUS_BAD_REPLY] = "BAD_REPLY",
    [DNS_STATUS_TCP_FAILED] = "TCP_FAILED",
    [DNS_STATUS_LIMIT] = "LIMIT",
    [DNS_STATUS_NOT_ASKED] = "NOT_ASKED",
};

const char *
dns_status_word(enum dns_status status, uint16_t rcode)
{
	if (status != DNS_STATUS_REPLY)
		return status_names[status];
	return rcode < ARRAY_LEN(rcode_names) ? rcode_names[rcode] : NULL;
}

const char *
dns_status_text(
    enum dns_status status, uint16_t rcode, char text[DNS_STATUS_TEXT_MAX])
{
	const char *name = dns_status_word(status, rcode);
	if (name != NULL)
		return strcpy(text, name);
	snprintf(text, DNS_STATUS_TEXT_MAX, "RCODE_%u", rcode);
	return text;
}

static bool
parse_number(const char *digits, uint16_t *out)
{
	unsigned n = 0;
	size_t len = 0;
	for (; digits[len] >= '0' && digits[len] <= '9' && len < 5; len++)
		n = n * 10 + (unsigned)(digits[len] - '0');
	*out = (uint16_t)n;
	return len > 0 && digits[len] == 0 && n <= UINT16_MAX;
}

bool
dns_status_parse(const char *text, enum dns_status *status, uint16_t *rcode)
{
	static const char other[] = "RCODE_";
	for (unsigned s = DNS_STATUS_REPLY + 1; s < DNS_STATUS_COUNT; s++) {
		*status = (enum dns_status)s;
		if (strcmp(text, status_names[s]) == 0)
			return true;
	}
	*status = DNS_STATUS_REPLY;
	for (unsigned i = 0; i < ARRAY_LEN(rcode_names); i++) {
		*rcode = (uint16_t)i;
		if (strcmp(text, rcode_names[i]) == 0)
			return true;
	}
	return strncmp(text, other, sizeof(other) - 1) == 0 &&
	       parse_number(text + sizeof(other) - 1, rcode);
}
