#include "visit_reply.h"

#include "cut_learning.h"
#include "different_replies.h"
#include "dns/proof.h"
#include "iterator_io.h"
#include "question_reply.h"
#include "question_visit.h"

/* Others may still answer, and an error is better than silence. */
static enum visit_reply
take_error(struct question_visit *v, const struct question_env *env,
    const struct dns_message *m)
{
	question_visit_observe(v, DNS_STATUS_REPLY, m, true);
	switch (m->rcode) {
	case DNS_REFUSED:
		question_visit_count_host(v, &v->evidence.refused);
		question_visit_set_lame(v, env->memory);
		question_visit_note(v, QUESTION_RANK_REFUSED, m);
		break;
	case DNS_SERVFAIL:
		question_visit_count_host(v, &v->evidence.failed);
		question_visit_note(v, QUESTION_RANK_SERVFAIL, m);
		break;
	default:
		question_visit_note(v, QUESTION_RANK_ERROR, m);
	}
	return VISIT_REPLY_SPENT;
}

static bool
is_whole(const struct question_env *env, const struct dns_question *asked,
    const struct dns_message *m, const struct dns_name *zone, int64_t now_ns)
{
	uint32_t now_s = (uint32_t)((now_ns + env->epoch_ns) / NS_PER_S);

	return dns_proof_is_whole(m, asked, zone, now_s);
}

/* An answer that is not the last word.  `sure`: with authority. */
static void
keep_answer(struct question_visit *v, const struct dns_message *m,
    const struct dns_name *zone, bool go_on, bool sure, bool whole)
{
	if (go_on) {
		v->patient = true;
		question_visit_current(v)->wants_tcp = true;
	}
	if (go_on && sure) {
		bool with_edns = v->edns && (v->tcp || m->has_edns);
		question_evidence_note_unproved(&v->evidence, m, zone,
		    (struct question_proof){whole, with_edns, v->tcp},
		    question_visit_current(v));
	} else {
		question_visit_count_host(v, &v->evidence.unsure);
		question_visit_note(v, QUESTION_RANK_UNSURE, m);
	}
}

/* An answer, or one without authority, which a proof does not need. */
static enum visit_reply
take_answer(struct question_visit *v, const struct question_env *env,
    const struct dns_question *asked, const struct dns_message *m, bool sure,
    struct different_replies *all, int64_t now_ns)
{
	struct dns_name zone;

	cut_name(v->cut, &zone);
	cut_learn_signing(env->cuts, &zone, m);
	bool owes = cut_owes_proof(v->cut);
	bool go_on = (owes && !v->for_itself) || all != NULL;
	bool whole =
	    (owes || all != NULL) && is_whole(env, asked, m, &zone, now_ns);
	bool suffices = all == NULL && (whole || (sure && !go_on));
	question_visit_observe(v, DNS_STATUS_REPLY, m, !suffices);
	question_visit_current(v)->seen.provable = whole;
	v->unproved = suffices && owes && !whole;
	if (suffices)
		return VISIT_REPLY_LAST;
	if (all != NULL)
		different_replies_add(
		    all, m, question_visit_current(v), v->tcp);
	keep_answer(v, m, &zone, go_on, sure, whole);
	return VISIT_REPLY_SPENT;
}

static enum visit_reply
take_referral(const struct question_env *env, const struct dns_message *m,
    const struct dns_name *from, const struct dns_name *below)
{
	if (cut_learn_referral(env->cuts, m, from, below) < 0)
		return VISIT_REPLY_NO_HEAP;
	iterator_io_tell_referral(env->io, m, from, below);
	return VISIT_REPLY_REFERRAL;
}

enum visit_reply
visit_reply_take(struct question_visit *v, const struct question_env *env,
    const struct dns_question *asked, const struct dns_message *m,
    struct different_replies *all, int64_t now_ns)
{
	struct dns_name zone, below;

	cut_name(v->cut, &zone);
	switch (question_reply_judge(m, asked, &zone, &below)) {
	case QUESTION_REPLY_ANSWER:
		return take_answer(v, env, asked, m, true, all, now_ns);
	case QUESTION_REPLY_UNSURE:
		return take_answer(v, env, asked, m, false, all, now_ns);
	case QUESTION_REPLY_REFERRAL:
		return take_referral(env, m, &zone, &below);
	case QUESTION_REPLY_LAME:
		question_visit_observe(v, DNS_STATUS_LAME, NULL, false);
		question_visit_set_lame(v, env->memory);
		question_visit_note(v, QUESTION_RANK_LAME, NULL);
		return VISIT_REPLY_SPENT;
	case QUESTION_REPLY_CHILD:
		question_visit_observe(v, DNS_STATUS_LAME, m, true);
		v->patient = v->patient || cut_owes_proof(v->cut);
		question_visit_note(v, QUESTION_RANK_CHILD, m);
		return VISIT_REPLY_SPENT;
	case QUESTION_REPLY_ERROR:
		break;
	}
	return take_error(v, env, m);
}
