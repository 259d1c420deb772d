#include "question.h"

#include "dns/proof.h"
#include "dns/type.h"
#include "question_observations.h"
#include "question_reply.h"
#include "reply_wait.h"
#include "server_choice.h"

/* More queries than others may have: UDP twice, and TCP. */
enum { PATIENT_QUERIES = 3 * DNS_OBSERVATIONS_MAX };

void
question_init(
    struct question *q, const struct dns_question *asked, uint64_t salt)
{
	*q = (struct question){.asked = *asked, .salt = salt};
}

void
question_fini(struct question *q)
{
	question_evidence_fini(&q->evidence);
	kept_reply_clear(&q->plain);
	question_servers_fini(&q->servers);
}

static struct question_server *
current(const struct question *q)
{
	return question_servers_at(&q->servers, q->current);
}

/* The one that was asked last at this cut, or NULL. */
static const struct question_server *
last(const struct question *q)
{
	return q->sent_here > 0 ? question_servers_at(&q->servers, q->last)
				: NULL;
}

/* Remembers what was seen, if nothing better was seen before. */
static void
note(struct question *q, enum question_rank rank, const struct dns_message *m)
{
	question_evidence_note(&q->evidence, rank, m, current(q), q->tcp);
}

static void
observe(struct question *q, enum dns_status status, const struct dns_message *m,
    bool with_digest)
{
	question_observe(current(q), status, q->tcp, m, with_digest);
}

static void
observe_failure(struct question *q, enum dns_status status)
{
	question_observe_failure(current(q), status, q->tcp);
}

/* Nothing else ends a question. */
static enum question_do
end_as(struct question *q, struct question_end end)
{
	q->state = QUESTION_ENDED;
	q->end = end;
	return QUESTION_END;
}

static enum question_do
end(struct question *q, enum dns_status status)
{
	return end_as(q, question_end_without(status, last(q), q->tcp));
}

static enum question_do
end_with_best(struct question *q)
{
	return end_as(q, question_end_with_best(&q->evidence, &q->servers,
			     q->cut, last(q), q->tcp));
}

enum question_do
question_limit(struct question *q)
{
	if (q->evidence.rank == QUESTION_RANK_UNPROVED)
		return end_with_best(q);
	return end(q, DNS_STATUS_LIMIT);
}

static enum question_do
ask(struct question *q, const struct question_env *env,
    const struct question_server *server)
{
	q->state = QUESTION_ASKING;
	q->current = (unsigned)(server - question_servers_at(&q->servers, 0));
	q->tcp = false;
	q->edns =
	    server_memory_edns(env->memory, &server->addr) != SERVER_EDNS_NONE;
	q->doubts_edns = q->tcp_after_silence = false;
	return QUESTION_SEND;
}

static enum question_do
ask_over_tcp(struct question *q, const struct question_env *env,
    struct question_server *server)
{
	ask(q, env, server);
	server->by_tcp = true;
	q->tcp = q->edns = true;
	q->tcp_after_silence = !server->wants_tcp;
	return QUESTION_SEND;
}

static struct server_choice
choose(struct question *q, const struct question_env *env, int64_t now_ns)
{
	struct dns_name zone;

	cut_name(q->cut, &zone);
	const struct server_choice_view view = {
	    .memory = env->memory,
	    .zone = &zone,
	    .type = q->asked.type,
	    .tries = path_tries(env->path, env->tries),
	    .fewest = env->tries,
	    .may_sign = q->exhaustive || cut_security(q->cut) != CUT_UNSIGNED,
	    .now_ns = now_ns,
	};
	return server_choice_next(&q->servers, &view);
}

/* Addresses also come while we wait for a server: each choice has them. */
static enum question_do
next(struct question *q, const struct question_env *env, int64_t now_ns)
{
	if (q->attempts >=
	    env->max_queries + (q->patient ? PATIENT_QUERIES : 0u))
		return question_limit(q);
	if (question_servers_gather(
		&q->servers, q->cut, env->ipv4, env->ipv6, q->salt) < 0)
		return question_limit(q); /* no heap */
	struct server_choice choice = choose(q, env, now_ns);
	if (choice.server == NULL) {
		q->state = QUESTION_RESOLVING;
		return QUESTION_RESOLVE;
	}
	if (choice.way == SERVER_CHOICE_TCP)
		return ask_over_tcp(q, env, choice.server);
	ask(q, env, choice.server);
	if (choice.way == SERVER_CHOICE_PLAIN)
		q->edns = false;
	return QUESTION_SEND;
}

static enum question_do
enter(struct question *q, const struct question_env *env, const struct cut *cut,
    int64_t now_ns)
{
	q->cut = cut;
	q->patient = q->exhaustive;
	question_evidence_clear(&q->evidence);
	kept_reply_clear(&q->plain);
	question_servers_clear(&q->servers);
	q->current = q->last = q->sent_here = 0;
	return next(q, env, now_ns);
}

static const struct cut *
closest(const struct question *q, const struct question_env *env)
{
	return cuts_closest(env->cuts, &q->asked.name, q->asked.type == DNS_DS);
}

enum question_do
question_start(
    struct question *q, const struct question_env *env, int64_t now_ns)
{
	const struct cut *cut = closest(q, env);

	q->began_ns = now_ns;
	if (cut == NULL)
		return end(q, DNS_STATUS_NO_SERVERS);
	return enter(q, env, cut, now_ns);
}

void
question_sent(struct question *q)
{
	q->attempts++;
	q->sent_here++;
	q->last = q->current;
}

enum question_do
question_blocked(
    struct question *q, const struct question_env *env, int64_t now_ns)
{
	current(q)->spent = true;
	current(q)->blocked = true;
	observe_failure(q, DNS_STATUS_BLOCKED);
	if (q->state == QUESTION_CHECKING)
		return question_exhausted(q, env, now_ns);
	return next(q, env, now_ns);
}

enum question_do
question_retry(
    struct question *q, const struct question_env *env, int64_t now_ns)
{
	const struct cut *cut = closest(q, env);

	if (q->sent_here == 0 && cut != q->cut)
		return enter(q, env, cut, now_ns);
	return QUESTION_SEND;
}

/*
 * Counts hosts, not addresses: one bad host of both families is not two,
 * and the good one after it is still asked.
 */
static void
count_host(struct question *q, unsigned *count)
{
	if (!question_servers_is_first_of_host(&q->servers, current(q)))
		return;
	current(q)->counted = true;
	++*count;
}

/* This server has had its say. */
static enum question_do
spend(struct question *q, const struct question_env *env, int64_t now_ns)
{
	current(q)->spent = true;
	if (!q->patient && question_evidence_is_enough(&q->evidence))
		return end_with_best(q);
	return next(q, env, now_ns);
}

static void
set_lame(struct question *q, const struct question_env *env)
{
	struct dns_name zone;

	cut_name(q->cut, &zone);
	server_memory_set_lame(env->memory, &current(q)->addr, &zone);
}

static enum question_do
take_error(struct question *q, const struct question_env *env,
    const struct dns_message *m, int64_t now_ns)
{
	observe(q, DNS_STATUS_REPLY, m, true);
	switch (m->rcode) {
	case DNS_REFUSED:
		count_host(q, &q->evidence.refused);
		set_lame(q, env);
		note(q, QUESTION_RANK_REFUSED, m);
		break;
	case DNS_SERVFAIL:
		count_host(q, &q->evidence.failed);
		note(q, QUESTION_RANK_SERVFAIL, m);
		break;
	default:
		note(q, QUESTION_RANK_ERROR, m);
	}
	return spend(q, env, now_ns);
}

static enum question_do
take_referral(struct question *q, const struct question_env *env,
    const struct dns_message *m, const struct dns_name *below, int64_t now_ns)
{
	struct dns_name from;

	cut_name(q->cut, &from);
	if (cuts_learn_referral(env->cuts, m, &from, below) < 0)
		return question_limit(q); /* no heap */
	const struct cut *cut = closest(q, env);
	if (cut == q->cut)
		return spend(q, env, now_ns); /* its NS RDATA is broken */
	return enter(q, env, cut, now_ns);
}

static bool
is_whole(const struct question *q, const struct question_env *env,
    const struct dns_message *m, int64_t now_ns)
{
	struct dns_name zone;
	uint32_t now_s = (uint32_t)((now_ns + env->epoch_ns) / NS_PER_S);

	cut_name(q->cut, &zone);
	return dns_proof_is_whole(m, &q->asked, &zone, now_s);
}

/* An answer, or one without authority, which a proof does not need. */
static enum question_do
take_answer(struct question *q, const struct question_env *env,
    const struct dns_message *m, bool sure, int64_t now_ns)
{
	struct dns_name zone;

	cut_name(q->cut, &zone);
	cuts_learn_signing(env->cuts, &zone, m);
	bool owes = cut_owes_proof(q->cut);
	bool go_on = owes || q->exhaustive;
	bool whole = go_on && is_whole(q, env, m, now_ns);
	bool suffices = !q->exhaustive && (whole || (sure && !owes));
	observe(q, DNS_STATUS_REPLY, m, !suffices);
	current(q)->seen.provable = whole;
	if (suffices)
		return end_as(q, question_end_with(m, last(q), q->tcp));
	if (q->exhaustive)
		question_evidence_keep_other(
		    &q->evidence, m, current(q), q->tcp);
	if (go_on) {
		q->patient = true;
		current(q)->wants_tcp = true;
	}
	if (go_on && sure) {
		bool with_edns = q->edns && (q->tcp || m->has_edns);
		question_evidence_note_unproved(&q->evidence, m, &zone,
		    (struct question_proof){whole, with_edns, q->tcp},
		    current(q));
	} else {
		count_host(q, &q->evidence.unsure);
		note(q, QUESTION_RANK_UNSURE, m);
	}
	return spend(q, env, now_ns);
}

static enum question_do
take_reply(struct question *q, const struct question_env *env,
    const struct dns_message *m, int64_t now_ns)
{
	struct dns_name zone, below;

	cut_name(q->cut, &zone);
	switch (question_reply_judge(m, &q->asked, &zone, &below)) {
	case QUESTION_REPLY_ANSWER:
		return take_answer(q, env, m, true, now_ns);
	case QUESTION_REPLY_UNSURE:
		return take_answer(q, env, m, false, now_ns);
	case QUESTION_REPLY_REFERRAL:
		return take_referral(q, env, m, &below, now_ns);
	case QUESTION_REPLY_LAME:
		observe(q, DNS_STATUS_LAME, NULL, false);
		set_lame(q, env);
		note(q, QUESTION_RANK_LAME, NULL);
		return spend(q, env, now_ns);
	case QUESTION_REPLY_CHILD:
		observe(q, DNS_STATUS_LAME, m, true);
		q->patient = q->patient || cut_owes_proof(q->cut);
		note(q, QUESTION_RANK_CHILD, m);
		return spend(q, env, now_ns);
	case QUESTION_REPLY_ERROR:
		break;
	}
	return take_error(q, env, m, now_ns);
}

/* Silent with EDNS, and not so without: was it that, or mere loss? */
static enum question_do
confirm(struct question *q, const struct dns_message *m)
{
	kept_reply_set(&q->plain, m, current(q), q->tcp);
	q->state = QUESTION_CONFIRMING;
	q->edns = true;
	return QUESTION_SEND;
}

/* No: it answers without EDNS only.  So that is its answer. */
static enum question_do
take_plain(struct question *q, const struct question_env *env, int64_t now_ns)
{
	struct kept_reply plain = q->plain;
	struct dns_message m;
	enum question_do what;

	q->plain = (struct kept_reply){0};
	q->state = QUESTION_ASKING;
	q->edns = false;
	server_memory_set_edns(
	    env->memory, &current(q)->addr, SERVER_EDNS_NONE);
	if (plain.bytes == NULL ||
	    !dns_message_parse(plain.bytes, plain.len, &m))
		return spend(q, env, now_ns);
	what = question_replied(q, env, &m, now_ns);
	if (what == QUESTION_END && q->end.message == plain.bytes) {
		kept_reply_clear(&q->evidence.best);
		q->evidence.best = plain; /* lives as long as the question */
	} else {
		kept_reply_clear(&plain);
	}
	return what;
}

static enum question_do
take_check(struct question *q, const struct question_env *env)
{
	server_memory_set_drops(env->memory, &current(q)->addr, q->asked.type);
	return end(q, DNS_STATUS_DROPPED);
}

/* Silence to EDNS, of a server that answers without it, is no loss. */
static void
note_path(const struct question *q, const struct question_env *env,
    const struct dns_message *m)
{
	if (q->state == QUESTION_ASKING && q->edns && m->has_edns && !q->tcp)
		path_answered(env->path, current(q)->tries);
}

enum question_do
question_replied(struct question *q, const struct question_env *env,
    const struct dns_message *m, int64_t now_ns)
{
	struct question_server *server = current(q);
	enum server_edns known = server_memory_edns(env->memory, &server->addr);

	if (q->state == QUESTION_CHECKING)
		return take_check(q, env);
	if (m->has_edns && q->edns)
		server_memory_set_edns(
		    env->memory, &server->addr, SERVER_EDNS_WORKS);
	note_path(q, env, m);
	if (question_reply_refuses_edns(m) && q->state == QUESTION_CONFIRMING)
		return take_plain(q, env, now_ns);
	if (question_reply_refuses_edns(m) && q->edns && !q->tcp) {
		q->edns = false;
		q->doubts_edns = !m->has_edns;
		return QUESTION_SEND;
	}
	kept_reply_clear(&q->plain);
	q->state = QUESTION_ASKING;
	if (!q->edns && q->doubts_edns && !question_reply_refuses_edns(m))
		server_memory_set_edns(
		    env->memory, &server->addr, SERVER_EDNS_NONE);
	else if (!q->edns && !q->tcp && server->was_plain && !q->doubts_edns &&
		 known == SERVER_EDNS_UNKNOWN)
		return confirm(q, m);
	if (m->tc && !q->tcp && m->rcode != DNS_REFUSED &&
	    m->rcode != DNS_SERVFAIL) {
		q->tcp = server->by_tcp = true;
		return QUESTION_SEND;
	}
	if (q->tcp && question_reply_lacks_parts(m))
		return question_tcp_failed(q, env, now_ns);
	return take_reply(q, env, m, now_ns);
}

enum question_do
question_bad_reply(
    struct question *q, const struct question_env *env, int64_t now_ns)
{
	if (q->state == QUESTION_CHECKING)
		return take_check(q, env);
	if (q->state == QUESTION_CONFIRMING)
		return take_plain(q, env, now_ns);
	observe_failure(q, DNS_STATUS_BAD_REPLY);
	current(q)->wants_tcp = cut_owes_proof(q->cut);
	note(q, QUESTION_RANK_BAD_REPLY, NULL);
	return spend(q, env, now_ns);
}

enum question_do
question_tcp_failed(
    struct question *q, const struct question_env *env, int64_t now_ns)
{
	observe_failure(q, DNS_STATUS_TCP_FAILED);
	if (q->tcp_after_silence)
		return next(q, env, now_ns); /* nothing new: it is silent */
	note(q, QUESTION_RANK_TCP_FAILED, NULL);
	if (path_is_lossy(env->path)) {
		current(q)->tries++; /* it may have been that */
		return next(q, env, now_ns);
	}
	return spend(q, env, now_ns);
}

enum question_do
question_timeout(
    struct question *q, const struct question_env *env, int64_t now_ns)
{
	if (q->tcp)
		return question_tcp_failed(q, env, now_ns);
	if (q->state == QUESTION_CONFIRMING)
		return take_plain(q, env, now_ns);
	if (q->state == QUESTION_CHECKING)
		return question_exhausted(q, env, now_ns);
	observe_failure(q, DNS_STATUS_TIMEOUT);
	current(q)->tries++;
	return next(q, env, now_ns);
}

enum question_do
question_wake(
    struct question *q, const struct question_env *env, int64_t now_ns)
{
	return next(q, env, now_ns);
}

/* Only of these types silence is nothing but silence. */
static bool
may_be_dropped(uint16_t type)
{
	return type != DNS_A && type != DNS_NS && type != DNS_SOA;
}

static bool
was_heard(const struct question *q, const struct question_env *env)
{
	for (unsigned i = 0; i < question_servers_count(&q->servers); i++)
		if (question_servers_at(&q->servers, i)->tries > 0 &&
		    server_memory_heard_since(env->memory,
			&question_servers_at(&q->servers, i)->addr,
			q->began_ns))
			return true;
	return false;
}

enum question_do
question_exhausted(
    struct question *q, const struct question_env *env, int64_t now_ns)
{
	(void)now_ns;
	if (q->evidence.rank != QUESTION_RANK_NOTHING || q->sent_here == 0 ||
	    !may_be_dropped(q->asked.type))
		return end_with_best(q);
	if (was_heard(q, env))
		return end(q, DNS_STATUS_DROPPED);
	if (q->attempts >= env->max_queries)
		return question_limit(q);
	const struct question_server *server = server_choice_check(&q->servers);
	if (server == NULL)
		return end_with_best(q);
	ask(q, env, server);
	q->state = QUESTION_CHECKING;
	q->edns = false;
	return QUESTION_SEND;
}

void
question_query(const struct question *q, struct dns_name *name, uint16_t *type)
{
	if (q->state == QUESTION_CHECKING) {
		cut_name(q->cut, name);
		*type = DNS_SOA;
		return;
	}
	*name = q->asked.name;
	*type = q->asked.type;
}

bool
question_is_observed(const struct question *q)
{
	return q->patient || question_observed(&q->servers) >= 2;
}

const struct addr *
question_server(const struct question *q)
{
	return &current(q)->addr;
}

int64_t
question_wait_ns(const struct question *q, const struct question_env *env)
{
	return q->tcp ? reply_wait_tcp_ns(env)
		      : reply_wait_udp_ns(env, current(q));
}
