#include "spray_reply.h"

#include "dns/proof.h"

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

/* With authority.  What cannot be proved is for a more patient resolver. */
static enum spray_reply
judge_answer(const struct dns_message *m, const struct spray_reply_zone *zone,
    uint32_t now_s)
{
	if (zone->has_ds &&
	    !dns_proof_is_whole(m, &m->question, zone->name, now_s))
		return SPRAY_REPLY_RESOLVER;
	return SPRAY_REPLY_FINAL;
}

enum spray_reply
spray_reply_judge(const struct dns_message *m,
    const struct spray_reply_zone *zone, uint32_t now_s)
{
	if (m->tc)
		return SPRAY_REPLY_RESOLVER;
	switch (m->rcode) {
	case DNS_NOERROR:
		if (is_referral(m, zone->name))
			return SPRAY_REPLY_RESOLVER;
		return m->aa ? judge_answer(m, zone, now_s) : SPRAY_REPLY_NEXT;
	case DNS_NXDOMAIN:
		return m->aa ? judge_answer(m, zone, now_s) : SPRAY_REPLY_NEXT;
	case DNS_FORMERR:
	case DNS_NOTIMP:
		return SPRAY_REPLY_RESOLVER;
	default:
		return SPRAY_REPLY_NEXT;
	}
}
