#include "alias_chain.h"

#include "dns/alias.h"

bool
alias_target(const struct rrset *cname, struct dns_name *out)
{
	if (cname->count != 1)
		return false;
	struct wire w = rdata_wire(&cname->rdata[0]);
	struct wire none = wire_over(w.at, 0); /* no compression */
	return dns_name_parse(&w, &none, out) && wire_left(&w) == 0;
}

const struct rrset *
alias_dname_over(
    const struct reply *r, const struct dns_name *at, struct dns_name *target)
{
	for (size_t i = 0; i < r->answers.count; i++) {
		const struct rrset *set = &r->answers.at[i];
		struct dns_name to;
		if (set->type == DNS_DNAME && !dns_name_equal(set->owner, at) &&
		    dns_name_in(at, set->owner) && alias_target(set, &to) &&
		    dns_name_move(at, set->owner, &to, target))
			return set;
	}
	return NULL;
}

/*
 * What leads on from `at`: a CNAME; the DNAME that an unsigned CNAME was made
 * of; or a DNAME alone.  NULL: nothing.
 */
static const struct rrset *
link_at(const struct reply *r, const struct dns_name *at,
    struct dns_name *target, bool *broken)
{
	const struct rrset *cname = rrset_list_find(&r->answers, at, DNS_CNAME);
	struct dns_name made;
	const struct rrset *dname = alias_dname_over(r, at, &made);
	*broken = false;
	if (cname == NULL) {
		if (dname != NULL)
			dns_name_copy(&made, target);
		return dname;
	}
	*broken = !alias_target(cname, target);
	bool synthetic = dname != NULL && cname->sig_count == 0 && !*broken &&
			 dns_name_equal(&made, target);
	return synthetic ? dname : cname;
}

const struct rrset *
alias_proof(const struct reply *r, const struct rrset *answer)
{
	struct dns_name target;
	bool broken;
	return answer->type == DNS_CNAME
		   ? link_at(r, answer->owner, &target, &broken)
		   : answer;
}

/* RFC 6840 4.2: any RRset of the name answers ANY, a CNAME as well. */
static const struct rrset *
answer_at(const struct reply *r, const struct dns_name *at, uint16_t type)
{
	if (type != DNS_ANY)
		return rrset_list_find(&r->answers, at, type);
	for (size_t i = 0; i < r->answers.count; i++) {
		if (dns_name_equal(r->answers.at[i].owner, at))
			return &r->answers.at[i];
	}
	return NULL;
}

static bool
has_soa(const struct reply *r)
{
	for (size_t i = 0; i < r->authority.count; i++) {
		if (r->authority.at[i].type == DNS_SOA)
			return true;
	}
	return false;
}

static void
add_link(struct alias_chain *t, const struct rrset *rrset,
    const struct dns_name *target)
{
	if (t->link_count == ALIAS_LINKS_MAX) {
		t->end = ALIAS_LONG;
		return;
	}
	t->links[t->link_count++] = (struct alias_link){rrset, t->reply};
	dns_name_copy(target, &t->at);
}

/* What is asked, of which evidence, and when. */
struct search {
	const struct evidence *evidence;
	uint16_t type;
	int64_t near_ns;
};

/* The reply to the question at t->at; NULL: it was not asked. */
static const struct reply *
reply_here(const struct search *s, struct alias_chain *t)
{
	const struct reply *r = evidence_reply(s->evidence, &t->at, s->type);
	if (r == NULL || r->other == NULL || !r->other->usable)
		return r;
	t->several = true;
	return s->near_ns != 0 ? evidence_reply_near(
				     s->evidence, &t->at, s->type, s->near_ns)
			       : r;
}

/*
 * Nothing more at t->at in this reply: go on with the record of that name,
 * or end.  False: it is over.
 */
static bool
leave_reply(const struct search *s, struct alias_chain *t)
{
	const struct reply *own = reply_here(s, t);
	if (own != NULL && own != t->reply && t->link_count > 0) {
		t->reply = own;
		return true;
	}
	bool answered =
	    t->link_count == 0 || own == t->reply || has_soa(t->reply);
	t->end = answered ? ALIAS_NEGATIVE : ALIAS_LOST;
	return false;
}

/* One step.  False: it is over. */
static bool
step(const struct search *s, struct alias_chain *t)
{
	uint16_t type = s->type;
	struct dns_name target;
	bool broken;
	if (!t->reply->usable) {
		t->end = ALIAS_FAILED;
		return false;
	}
	t->rrset = answer_at(t->reply, &t->at, type);
	if (t->rrset != NULL) {
		t->end = ALIAS_POSITIVE;
		return false;
	}
	const struct rrset *link =
	    type == DNS_CNAME ? NULL
			      : link_at(t->reply, &t->at, &target, &broken);
	if (link == NULL)
		return leave_reply(s, t);
	if (broken)
		t->end = ALIAS_BROKEN;
	else
		add_link(t, link, &target);
	return t->end == ALIAS_UNASKED;
}

void
alias_chain_follow(const struct evidence *e, const struct dns_name *name,
    uint16_t type, int64_t near_ns, struct alias_chain *out)
{
	struct search s = {e, type, near_ns};
	out->end = ALIAS_UNASKED;
	out->link_count = 0;
	out->rrset = NULL;
	dns_name_copy(name, &out->at);
	out->several = false;
	out->reply = reply_here(&s, out);
	if (out->reply == NULL)
		return;
	/* Each step adds a link or moves to a reply that the last link
	 * leads to, so ALIAS_LONG ends a loop. */
	while (step(&s, out))
		;
}
