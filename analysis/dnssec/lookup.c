#include "lookup.h"

#include "absence.h"
#include "rrset_state.h"
#include "signature.h"
#include "alias_chain.h"

/* An answer is worth as much as the worst link that leads to it. */
static void
worsen(struct lookup *l, struct dnssec_state s)
{
	l->state = dnssec_worse(l->state, s);
}

static void
fail(struct lookup *l, enum reason reason, const char *detail)
{
	worsen(l, (struct dnssec_state){.security = SECURITY_INDETERMINATE,
		      .reason = reason,
		      .detail = detail});
}

static void
judge_links(struct validator *v, struct signature_work *w, struct lookup *l,
    const struct alias_chain *t)
{
	for (size_t i = 0; i < t->link_count; i++) {
		struct dnssec_state s =
		    rrset_state(v, w, t->links[i].rrset, t->links[i].reply);
		if (i == 0)
			l->first = s;
		worsen(l, s);
	}
	l->aliased = t->link_count > 0;
	if (l->aliased)
		l->end = name_new(&v->arena, &t->at);
}

static void
judge_answer(struct validator *v, struct signature_work *w, struct lookup *l,
    const struct reply *reply, const struct rrset *answer)
{
	worsen(l, rrset_state(v, w, alias_proof(reply, answer), reply));
}

/* RFC 6840 4.2: all that came to ANY is to be good, and need not be all. */
static void
judge_all_answers(struct validator *v, struct signature_work *w,
    struct lookup *l, const struct reply *reply)
{
	for (size_t i = 0; i < reply->answers.count; i++) {
		if (dns_name_equal(reply->answers.at[i].owner, l->end))
			judge_answer(v, w, l, reply, &reply->answers.at[i]);
	}
}

static enum lookup_kind
judge_end(struct validator *v, struct signature_work *w, struct lookup *l,
    const struct alias_chain *t, uint16_t type)
{
	struct absence a;
	switch (t->end) {
	case ALIAS_POSITIVE:
		/* A patched set is as well signed as the one it replaces. */
		l->rrset = patches_tlsa(&v->input->patches, t->rrset);
		if (type == DNS_ANY)
			judge_all_answers(v, w, l, t->reply);
		else
			judge_answer(v, w, l, t->reply, t->rrset);
		return LOOKUP_POSITIVE;
	case ALIAS_NEGATIVE:
		/* The status may say NXDOMAIN where the proof says NODATA. */
		worsen(l, absence_state(v, w, t->reply, l->end, type, &a));
		return a.nxdomain ? LOOKUP_NXDOMAIN : LOOKUP_NODATA;
	case ALIAS_UNASKED:
		fail(l, REASON_EVIDENCE_MISSING, "was not asked");
		return LOOKUP_UNASKED;
	case ALIAS_LOST:
		fail(l, REASON_EVIDENCE_MISSING,
		    "what the CNAME leads to was not asked");
		return LOOKUP_UNASKED;
	case ALIAS_FAILED:
		if (t->reply->unasked) {
			fail(l, REASON_EVIDENCE_MISSING, t->reply->status);
			return LOOKUP_UNASKED;
		}
		fail(l, REASON_LOOKUP_FAILED, t->reply->status);
		break;
	case ALIAS_BROKEN:
		fail(
		    l, REASON_LOOKUP_FAILED, "a CNAME that cannot be followed");
		break;
	case ALIAS_LONG:
		fail(l, REASON_LOOKUP_FAILED, "too many CNAMEs");
		break;
	}
	return LOOKUP_FAILED;
}

static void
note_time(struct lookup *l, const struct reply *r)
{
	if (l->first_ns == 0 || r->rx_ns < l->first_ns)
		l->first_ns = r->rx_ns;
	if (l->last_ns == 0 || r->rx_ns > l->last_ns)
		l->last_ns = r->rx_ns;
}

static void
note_times(struct lookup *l, const struct alias_chain *t)
{
	for (size_t i = 0; i < t->link_count; i++)
		note_time(l, t->links[i].reply);
	if (t->reply != NULL)
		note_time(l, t->reply);
}

static void
judge(struct validator *v, struct lookup *l, uint16_t type, int64_t near_ns)
{
	struct signature_work w = validator_work(v, &l->instants);
	struct alias_chain t;
	alias_chain_follow(v->input->evidence, l->end, type, near_ns, &t);
	l->several = t.several;
	note_times(l, &t);
	judge_links(v, &w, l, &t);
	l->status = t.reply != NULL ? t.reply->status : NULL;
	l->kind = judge_end(v, &w, l, &t, type);
	l->cost = SIGNATURE_BUDGET - w.budget;
}

const struct lookup *
lookup_judge(struct validator *v, const struct dns_name *name, uint16_t type,
    struct instants *instants)
{
	struct name_map_entry *slot = name_map_at(&v->lookups, name, type);
	struct lookup *l = slot->value;
	if (l == NULL) {
		slot->value = l = arena_alloc(&v->arena, sizeof(*l));
		l->end = slot->name;
		judge(v, l, type, 0);
	}
	if (instants != NULL)
		instants_merge(instants, &l->instants);
	return l;
}

static bool
is_proved(const struct lookup *l)
{
	return l->state.security == SECURITY_SECURE ||
	       l->state.security == SECURITY_INSECURE;
}

const struct lookup *
lookup_judge_near(struct validator *v, const struct dns_name *name,
    uint16_t type, int64_t near_ns, struct instants *instants)
{
	const struct lookup *l = lookup_judge(v, name, type, NULL);
	if (near_ns != 0 && l->several) {
		struct lookup *near = arena_alloc(&v->arena, sizeof(*near));
		near->end = name_new(&v->arena, name);
		judge(v, near, type, near_ns);
		if (is_proved(near))
			l = near;
	}
	if (instants != NULL)
		instants_merge(instants, &l->instants);
	return l;
}
