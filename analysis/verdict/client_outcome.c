#include "client_outcome.h"

#include <stddef.h>

/* Microsoft documents it for Exchange Online, outbound. */
enum { MICROSOFT_RECORDS_MAX = 12 };

const char *const client_names[CLIENT_COUNT] = {
    [CLIENT_POSTFIX] = "Postfix",
    [CLIENT_EXIM] = "Exim with GnuTLS",
    [CLIENT_MICROSOFT] = "Microsoft",
};

/* A record that digest agility leaves out, and that would match. */
static bool
has_superseded(const struct host_verdict *h)
{
	for (size_t i = 0; i < h->record_count; i++)
		if (h->records[i].reason == REASON_SUPERSEDED)
			return true;
	return false;
}

/* It matches by an authority that the record brings and no server sends. */
static bool
has_unsent_anchor(const struct host_verdict *h)
{
	bool unsent = false;
	for (size_t i = 0; i < h->address_count; i++) {
		const struct address_verdict *a = &h->addresses[i];
		if (a->matched && a->has_cert)
			return false;
		unsent = unsent || a->matched;
	}
	return unsent;
}

enum sender_action
client_outcome(
    enum mail_client client, const struct host_verdict *h, const char **why)
{
	enum sender_action by_rfc = h->outcome.sender;
	*why = NULL;
	if (client == CLIENT_EXIM && by_rfc == SENDER_DEFER &&
	    h->tlsa.security == SECURITY_SECURE && !h->matched &&
	    has_superseded(h)) {
		*why = "it takes a record that digest agility leaves out";
		return SENDER_AUTHENTICATED;
	}
	if (client == CLIENT_EXIM && by_rfc == SENDER_AUTHENTICATED &&
	    has_unsent_anchor(h)) {
		*why = "it looks for the authority in the chain alone";
		return SENDER_DEFER;
	}
	if (client == CLIENT_MICROSOFT && by_rfc == SENDER_AUTHENTICATED &&
	    h->record_count > MICROSOFT_RECORDS_MAX) {
		*why = "it takes no set of more than 12 records";
		return SENDER_DEFER;
	}
	return by_rfc;
}
