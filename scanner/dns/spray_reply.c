#include "spray_reply.h"

/* NS records for a zone below `zone`, on the way to the question. */
static bool
is_referral(const struct dns_message *m, const struct dns_name *zone)
{
	if (m->aa || m->count[DNS_ANSWER] > 0)
		return false;
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;
	while (dns_rr_next(&it, &rr)) {
		if (rr.section != DNS_AUTHORITY || rr.type != DNS_NS)
			continue;
		if (dns_name_in(&rr.owner, zone) &&
		    !dns_name_equal(&rr.owner, zone) &&
		    dns_name_in(&m->question.name, &rr.owner))
			return true;
	}
	return false;
}

enum spray_reply
spray_reply_judge(const struct dns_message *m, const struct dns_name *zone)
{
	if (m->tc)
		return SPRAY_REPLY_RESOLVER;
	switch (m->rcode) {
	case DNS_NOERROR:
		if (is_referral(m, zone))
			return SPRAY_REPLY_RESOLVER;
		return m->aa ? SPRAY_REPLY_FINAL : SPRAY_REPLY_NEXT;
	case DNS_NXDOMAIN:
		return m->aa ? SPRAY_REPLY_FINAL : SPRAY_REPLY_NEXT;
	case DNS_FORMERR:
	case DNS_NOTIMP:
		return SPRAY_REPLY_RESOLVER;
	default:
		return SPRAY_REPLY_NEXT;
	}
}
