#include "dkim.h"

enum presence
dkim_find(const struct evidence *e, const struct dns_name *domain)
{
	struct dns_name name;
	if (!dns_name_prepend("_domainkey", domain, &name))
		return PRESENCE_ABSENT;
	const struct reply *r = evidence_reply(e, &name, DNS_TXT);
	if (r == NULL || !r->usable)
		return PRESENCE_UNKNOWN;
	/* Of an alias it is the target that does not exist. */
	return r->nxdomain && r->answers.count == 0 ? PRESENCE_ABSENT
						    : PRESENCE_PRESENT;
}
