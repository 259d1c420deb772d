#include "spray_reply.h"

enum { CNAME_LINKS_MAX = 8 };

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

/* The CNAME that `name` has in the answer section; false: none. */
static bool
find_cname(const struct dns_message *m, const struct dns_name *name,
    struct dns_name *target)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;
	while (dns_rr_next(&it, &rr)) {
		if (rr.section != DNS_ANSWER || rr.type != DNS_CNAME ||
		    !dns_name_equal(&rr.owner, name))
			continue;
		return dns_rdata_name(rr.rdata, &m->whole, target);
	}
	return false;
}

static bool
has_answer(const struct dns_message *m, const struct dns_name *name)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;
	while (dns_rr_next(&it, &rr))
		if (rr.section == DNS_ANSWER && rr.type == m->question.type &&
		    dns_name_equal(&rr.owner, name))
			return true;
	return false;
}

bool
cname_leaves(const struct dns_message *m, struct dns_name *target)
{
	struct dns_name at = m->question.name;
	if (m->question.type == DNS_CNAME || m->rcode != DNS_NOERROR)
		return false;
	int links = 0;
	while (links < CNAME_LINKS_MAX && find_cname(m, &at, target)) {
		at = *target;
		links++;
	}
	*target = at;
	return links > 0 && links < CNAME_LINKS_MAX && !has_answer(m, &at);
}
