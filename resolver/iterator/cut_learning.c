#include "cut_learning.h"

#include "cut.h"
#include "dns/proof.h"
#include "dns/rdata.h"
#include "question_reply.h"

static bool
address_of(const struct dns_rr *rr, struct addr *out)
{
	size_t len = wire_left(&rr->rdata);

	if (rr->class != DNS_CLASS_IN)
		return false;
	if (rr->type == DNS_A && len == 4)
		*out = addr_from_v4(rr->rdata.at);
	else if (rr->type == DNS_AAAA && len == 16)
		*out = addr_from_v6(rr->rdata.at);
	else
		return false;
	return true;
}

static int
learn_ns(
    struct cuts *c, const struct dns_message *m, const struct dns_name *zone)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;
	int rc = 0;

	while (rc == 0 && dns_rr_next(&it, &rr)) {
		struct dns_name ns;
		if (rr.section == DNS_AUTHORITY && rr.type == DNS_NS &&
		    rr.class == DNS_CLASS_IN &&
		    dns_name_equal(&rr.owner, zone) &&
		    dns_rdata_name(rr.rdata, &m->whole, &ns))
			rc = cuts_add_ns(c, zone, &ns);
	}
	return rc;
}

void
cut_learn_signing(
    struct cuts *c, const struct dns_name *zone, const struct dns_message *m)
{
	struct cut *cut = cuts_find(c, zone);

	if (cut == NULL || cut_security(cut) != CUT_UNKNOWN)
		return;
	if (dns_proof_is_signed(m, zone))
		cut_set_security(cut, CUT_SIGNED);
	else if (m->has_edns)
		cut_set_security(cut, CUT_UNSIGNED);
}

static enum cut_security
security_below(const struct cut *parent, const struct dns_message *m,
    const struct dns_name *zone)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;
	bool denied = false;

	while (dns_rr_next(&it, &rr)) {
		if (rr.section != DNS_AUTHORITY)
			continue;
		if (rr.type == DNS_DS && dns_name_equal(&rr.owner, zone))
			return CUT_SIGNED;
		denied |= rr.type == DNS_NSEC || rr.type == DNS_NSEC3;
	}
	if (denied || cut_security(parent) == CUT_UNSIGNED)
		return CUT_UNSIGNED;
	return cut_security(parent) == CUT_UNKNOWN ? CUT_UNKNOWN : CUT_UNPROVED;
}

/* A DS that was seen once stays; what was not known is learnt later. */
static void
learn_security(struct cuts *c, const struct dns_message *m,
    const struct dns_name *from, const struct dns_name *zone)
{
	struct cut *parent = cuts_find(c, from);
	struct cut *cut = cuts_find(c, zone);

	cut_learn_signing(c, from, m);
	if (parent == NULL || cut == NULL || cut_security(cut) == CUT_SIGNED)
		return;
	enum cut_security security = security_below(parent, m, zone);
	if (security == CUT_SIGNED || cut_security(cut) == CUT_UNKNOWN ||
	    cut_security(cut) == CUT_UNPROVED)
		cut_set_security(cut, security);
}

int
cut_learn_referral(struct cuts *c, const struct dns_message *m,
    const struct dns_name *from, const struct dns_name *zone)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;
	int rc = learn_ns(c, m, zone);

	learn_security(c, m, from, zone);
	while (rc == 0 && dns_rr_next(&it, &rr)) {
		struct addr addr;
		if (rr.section == DNS_ADDITIONAL && address_of(&rr, &addr) &&
		    dns_name_in(&rr.owner, from) &&
		    cuts_names_ns(c, zone, &rr.owner))
			rc = cuts_add_address(c, &rr.owner, &addr, CUT_GLUE);
	}
	return rc;
}

int
cut_learn_answer(struct cuts *c, const struct dns_message *m,
    const struct dns_name *from, const struct dns_question *question)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_name end;
	struct dns_rr rr;
	int rc = 0;

	if (!question_reply_chain(m, question, from, &end)) {
		if (dns_name_equal(&end, &question->name))
			return 0;
		return cuts_add_alias(c, &question->name, &end);
	}
	while (rc == 0 && dns_rr_next(&it, &rr)) {
		struct addr addr;
		if (rr.section == DNS_ANSWER && rr.type == question->type &&
		    dns_name_equal(&rr.owner, &end) && address_of(&rr, &addr))
			rc = cuts_add_address(
			    c, &question->name, &addr, CUT_AUTHORITATIVE);
	}
	return rc;
}
