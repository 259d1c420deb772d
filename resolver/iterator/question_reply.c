#include "question_reply.h"

#include "dns/alias.h"
#include "dns/rdata.h"
#include "dns/type.h"

enum {
	TYPE_ANY = 255,
	LINKS_MAX = 16, /* CNAMEs in one reply */
};

/* `name` is below `zone` and not `zone` itself. */
static bool
is_below(const struct dns_name *name, const struct dns_name *zone)
{
	return name->len > zone->len && dns_name_in(name, zone);
}

static bool
is_answer(const struct dns_rr *rr, const struct dns_question *question)
{
	if (rr->section != DNS_ANSWER || rr->class != DNS_CLASS_IN)
		return false;
	if (rr->type == DNS_DNAME && is_below(&question->name, &rr->owner))
		return true;
	return dns_name_equal(&rr->owner, &question->name) &&
	       (rr->type == question->type || rr->type == DNS_CNAME ||
		   question->type == TYPE_ANY);
}

static bool
has_answer(const struct dns_message *m, const struct dns_question *question)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;

	while (dns_rr_next(&it, &rr))
		if (is_answer(&rr, question))
			return true;
	return false;
}

/* RFC 4035 3.1.4.1: DS lives above the cut; this speaks from below. */
static bool
is_of_child(const struct dns_message *m, const struct dns_rr *rr,
    const struct dns_name *name)
{
	struct dns_name signer;
	uint16_t covered;

	if (rr->section != DNS_AUTHORITY || !dns_name_equal(&rr->owner, name))
		return false;
	if (rr->type == DNS_SOA)
		return true;
	return rr->type == DNS_RRSIG &&
	       dns_rdata_rrsig_signer(
		   rr->rdata, &m->whole, &covered, &signer) &&
	       dns_name_equal(&signer, name);
}

static bool
is_childs_answer(
    const struct dns_message *m, const struct dns_question *question)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;

	if (question->type != DNS_DS || question->name.len == 1)
		return false;
	while (dns_rr_next(&it, &rr))
		if (is_of_child(m, &rr, &question->name))
			return true;
	return false;
}

/* Absence has an SOA record, a referral has NS records; this tells which. */
static enum question_reply
judge_empty(const struct dns_message *m, const struct dns_question *question,
    const struct dns_name *zone, struct dns_name *below)
{
	enum question_reply reply =
	    m->aa ? QUESTION_REPLY_ANSWER : QUESTION_REPLY_LAME;
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;

	while (dns_rr_next(&it, &rr)) {
		if (rr.section != DNS_AUTHORITY || rr.class != DNS_CLASS_IN)
			continue;
		if (rr.type == DNS_SOA)
			return m->aa ? QUESTION_REPLY_ANSWER
				     : QUESTION_REPLY_UNSURE;
		if (rr.type == DNS_NS && is_below(&rr.owner, zone) &&
		    dns_name_in(&question->name, &rr.owner)) {
			reply = QUESTION_REPLY_REFERRAL;
			*below = rr.owner;
		}
	}
	return reply;
}

enum question_reply
question_reply_judge(const struct dns_message *m,
    const struct dns_question *question, const struct dns_name *zone,
    struct dns_name *below)
{
	if (m->rcode != DNS_NOERROR && m->rcode != DNS_NXDOMAIN)
		return QUESTION_REPLY_ERROR;
	if (has_answer(m, question))
		return m->aa ? QUESTION_REPLY_ANSWER : QUESTION_REPLY_UNSURE;
	if (is_childs_answer(m, question))
		return QUESTION_REPLY_CHILD;
	if (m->rcode == DNS_NXDOMAIN)
		return m->aa ? QUESTION_REPLY_ANSWER : QUESTION_REPLY_UNSURE;

	enum question_reply reply = judge_empty(m, question, zone, below);
	/* To the DS question the zone itself would be the wrong side. */
	if (reply == QUESTION_REPLY_REFERRAL && question->type == DNS_DS &&
	    dns_name_equal(below, &question->name))
		return QUESTION_REPLY_UNSURE;
	return reply;
}

/* Records of the type at `at`? */
static bool
has_records(
    const struct dns_message *m, uint16_t type, const struct dns_name *at)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;

	while (dns_rr_next(&it, &rr) && rr.section == DNS_ANSWER)
		if (rr.type == type && rr.class == DNS_CLASS_IN &&
		    dns_name_equal(&rr.owner, at))
			return true;
	return false;
}

bool
question_reply_chain(const struct dns_message *m,
    const struct dns_question *question, const struct dns_name *within,
    struct dns_name *end)
{
	struct dns_name target;

	*end = question->name;
	for (int i = 0; i < LINKS_MAX && dns_name_in(end, within); i++) {
		if (has_records(m, question->type, end))
			return true;
		if (!dns_alias_target(m, end, &target))
			return false;
		*end = target;
	}
	return false;
}

static bool
denies(const struct dns_message *m, const struct dns_name *name)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;

	while (dns_rr_next(&it, &rr))
		if (rr.section == DNS_AUTHORITY && rr.type == DNS_SOA &&
		    dns_name_in(name, &rr.owner))
			return true;
	return false;
}

static bool
is_signed(const struct dns_message *m)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;

	while (dns_rr_next(&it, &rr) && rr.section == DNS_ANSWER)
		if (rr.type == DNS_RRSIG)
			return true;
	return false;
}

/*
 * What is signed has to be proved.  Servers leave out the proof for an alias's
 * target, or give that of the DNAME alone: the target's own denial has it.
 */
bool
question_reply_leaves(const struct dns_message *m,
    const struct dns_question *question, const struct dns_name *zone,
    struct dns_name *target)
{
	if (question->type == DNS_CNAME || question->type == TYPE_ANY ||
	    !m->has_alias)
		return false;
	if (question_reply_chain(m, question, zone, target) ||
	    dns_name_equal(target, &question->name))
		return false;
	return is_signed(m) || !dns_name_in(target, zone) || !denies(m, target);
}

bool
question_reply_lacks_parts(const struct dns_message *m)
{
	bool is_empty =
	    m->count[DNS_ANSWER] == 0 && m->count[DNS_AUTHORITY] == 0;

	return m->tc && (m->cut || (is_empty && m->rcode == DNS_NOERROR));
}

/* Whose zone this record shows; false: it shows none. */
static bool
shown_zone(const struct dns_message *m, const struct dns_rr *rr,
    const struct dns_question *question, struct dns_name *out)
{
	uint16_t covered;

	if (rr->section == DNS_ADDITIONAL)
		return false;
	if (rr->type == DNS_RRSIG &&
	    (rr->section == DNS_AUTHORITY ||
		dns_name_equal(&rr->owner, &question->name)))
		return dns_rdata_rrsig_signer(
		    rr->rdata, &m->whole, &covered, out);
	if (rr->section == DNS_AUTHORITY &&
	    (rr->type == DNS_SOA || (rr->type == DNS_NS && m->aa))) {
		*out = rr->owner;
		return true;
	}
	return false;
}

void
question_reply_zone(const struct dns_message *m,
    const struct dns_question *question, struct dns_name *zone)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_name shown;
	struct dns_rr rr;

	if (question->name.len <= zone->len)
		return; /* none can be deeper and hold the name */
	while (dns_rr_next(&it, &rr)) {
		if (!shown_zone(m, &rr, question, &shown) ||
		    !is_below(&shown, zone) ||
		    !dns_name_in(&question->name, &shown))
			continue;
		if (question->type == DNS_DS &&
		    dns_name_equal(&shown, &question->name))
			continue;
		*zone = shown;
	}
}
