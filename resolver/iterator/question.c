#include "question.h"

#include "dns/type.h"
#include "question_edns.h"
#include "question_reply.h"
#include "reply_wait.h"
#include "visit_reply.h"

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
	question_visit_fini(&q->visit);
	different_replies_fini(&q->different);
	kept_reply_clear(&q->plain);
}

static struct question_server *
current(const struct question *q)
{
	return question_visit_current(&q->visit);
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
	return end_as(q, question_visit_end(&q->visit, status));
}

enum question_do
question_spared(struct question *q, unsigned why)
{
	struct question_end how =
	    question_visit_end(&q->visit, DNS_STATUS_NOT_ASKED);
	how.spared = why;
	return end_as(q, how);
}

static enum question_do
end_with_best(struct question *q)
{
	return end_as(q, question_visit_end_with_best(&q->visit));
}

/* An answer that lacks only its proof is worth more than the bound it met. */
enum question_do
question_limit(struct question *q)
{
	if (q->visit.evidence.rank == QUESTION_RANK_UNPROVED)
		return end_with_best(q);
	return end(q, DNS_STATUS_LIMIT);
}

static enum question_do
ask(struct question *q, const struct question_env *env,
    const struct question_server *server)
{
	q->state = QUESTION_ASKING;
	question_visit_ask(&q->visit, server);
	q->visit.tcp = q->visit.small = false;
	q->visit.edns =
	    server_memory_edns(env->memory, &server->addr) != SERVER_EDNS_NONE;
	q->doubts_edns = q->tcp_after_silence = false;
	return QUESTION_SEND;
}

/*
 * Where a proof is wanted it is with EDNS, whatever is known of that: TCP has
 * room for signatures, and without EDNS there are none.
 */
static enum question_do
ask_over_tcp(struct question *q, const struct question_env *env,
    struct question_server *server)
{
	ask(q, env, server);
	server->by_tcp = true;
	q->visit.tcp = true;
	q->visit.edns = q->visit.edns || server->wants_tcp;
	q->tcp_after_silence = !server->wants_tcp;
	return QUESTION_SEND;
}

/* Addresses also come while we wait for a server: each choice has them. */
static enum question_do
next(struct question *q, const struct question_env *env, int64_t now_ns)
{
	if (q->attempts >=
	    env->max_queries + (q->visit.patient ? PATIENT_QUERIES : 0u))
		return question_limit(q);
	if (question_servers_gather(&q->visit.servers, q->visit.cut, env->ipv4,
		env->ipv6, q->salt) < 0)
		return question_limit(q); /* no heap */
	struct server_choice choice = question_visit_choose(
	    &q->visit, env, q->asked.type, q->exhaustive, now_ns);
	if (choice.server == NULL) {
		q->state = QUESTION_RESOLVING;
		return QUESTION_RESOLVE;
	}
	if (choice.way == SERVER_CHOICE_TCP)
		return ask_over_tcp(q, env, choice.server);
	ask(q, env, choice.server);
	q->visit.small = choice.way == SERVER_CHOICE_SMALL;
	if (choice.way == SERVER_CHOICE_PLAIN)
		q->visit.edns = false;
	return QUESTION_SEND;
}

static enum question_do
enter(struct question *q, const struct question_env *env, const struct cut *cut,
    int64_t now_ns)
{
	question_visit_begin(&q->visit, cut, q->exhaustive);
	kept_reply_clear(&q->plain);
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
	question_visit_sent(&q->visit);
}

enum question_do
question_blocked(
    struct question *q, const struct question_env *env, int64_t now_ns)
{
	current(q)->spent = true;
	current(q)->blocked = true;
	question_visit_observe_failure(&q->visit, DNS_STATUS_BLOCKED);
	if (q->state == QUESTION_CHECKING)
		return question_exhausted(q, env, now_ns);
	return next(q, env, now_ns);
}

enum question_do
question_server_spared(struct question *q, const struct question_env *env,
    unsigned why, int64_t now_ns)
{
	current(q)->spent = true;
	q->visit.servers.spared = why;
	if (q->state == QUESTION_CHECKING)
		return question_exhausted(q, env, now_ns);
	return next(q, env, now_ns);
}

/*
 * While a query waits for its server's budget others may have learnt a cut
 * that is nearer to the name: then this one need not be sent at all.
 */
enum question_do
question_retry(
    struct question *q, const struct question_env *env, int64_t now_ns)
{
	const struct cut *cut = closest(q, env);

	if (q->visit.sent == 0 && cut != q->visit.cut)
		return enter(q, env, cut, now_ns);
	return QUESTION_SEND;
}

/* This server has had its say. */
static enum question_do
spend(struct question *q, const struct question_env *env, int64_t now_ns)
{
	current(q)->spent = true;
	if (!q->visit.patient &&
	    question_evidence_is_enough(&q->visit.evidence))
		return end_with_best(q);
	return next(q, env, now_ns);
}

/* A referral that names no better cut than this one has broken NS RDATA. */
static enum question_do
follow_referral(
    struct question *q, const struct question_env *env, int64_t now_ns)
{
	const struct cut *cut = closest(q, env);

	if (cut == q->visit.cut)
		return spend(q, env, now_ns);
	return enter(q, env, cut, now_ns);
}

static enum question_do
take_reply(struct question *q, const struct question_env *env,
    const struct dns_message *m, int64_t now_ns)
{
	switch (visit_reply_take(&q->visit, env, &q->asked, m,
	    q->exhaustive ? &q->different : NULL, now_ns)) {
	case VISIT_REPLY_LAST:
		return end_as(q, question_visit_end_with(&q->visit, m));
	case VISIT_REPLY_REFERRAL:
		return follow_referral(q, env, now_ns);
	case VISIT_REPLY_NO_HEAP:
		return question_limit(q);
	case VISIT_REPLY_SPENT:
		break;
	}
	return spend(q, env, now_ns);
}

/* Silent with EDNS, and not so without: was it that, or mere loss? */
static enum question_do
confirm(struct question *q, const struct dns_message *m)
{
	kept_reply_set(&q->plain, m, current(q), q->visit.tcp);
	q->state = QUESTION_CONFIRMING;
	q->visit.edns = true;
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
	q->visit.edns = false;
	server_memory_set_edns(
	    env->memory, &current(q)->addr, SERVER_EDNS_NONE);
	if (plain.bytes == NULL ||
	    !dns_message_parse(plain.bytes, plain.len, &m))
		return spend(q, env, now_ns);
	what = question_replied(q, env, &m, now_ns);
	if (what == QUESTION_END && q->end.message == plain.bytes) {
		/* There it lives as long as the question. */
		kept_reply_clear(&q->visit.evidence.best);
		q->visit.evidence.best = plain;
	} else {
		kept_reply_clear(&plain);
	}
	return what;
}

/*
 * Whatever it says to SOA, it is there: so it drops the type of the question.
 */
static enum question_do
take_check(struct question *q, const struct question_env *env)
{
	server_memory_set_drops(env->memory, &current(q)->addr, q->asked.type);
	return end(q, DNS_STATUS_DROPPED);
}

/*
 * Silence to EDNS, of a server that answers without it, is no loss; nor is that
 * to the offer of a large reply, of one that gives a small one.
 */
static void
note_path(const struct question *q, const struct question_env *env,
    const struct dns_message *m)
{
	if (q->state == QUESTION_ASKING && q->visit.edns && m->has_edns &&
	    !q->visit.tcp && !q->visit.small)
		path_loss_answered(env->path, current(q)->tries);
}

/* The server was silent over UDP: what of the other way to ask it? */
static void
note_silence(
    const struct question *q, const struct question_env *env, bool answered)
{
	if (!q->visit.small && !(q->visit.tcp && q->tcp_after_silence))
		return;
	if (server_memory_set_help(env->memory, &current(q)->addr,
		q->visit.tcp ? SERVER_WAY_TCP : SERVER_WAY_SMALL, answered))
		path_silence_note(env->silence, answered);
}

/* It may be asked for EDNS again, or over TCP; else it is the answer. */
enum question_do
question_replied(struct question *q, const struct question_env *env,
    const struct dns_message *m, int64_t now_ns)
{
	const struct question_edns asked = {.on = q->visit.edns,
	    .doubted = q->doubts_edns,
	    .confirming = q->state == QUESTION_CONFIRMING,
	    .tcp = q->visit.tcp,
	    .for_proof = q->visit.tcp && current(q)->wants_tcp};

	if (q->state == QUESTION_CHECKING)
		return take_check(q, env);
	note_path(q, env, m);
	note_silence(q, env, true);
	switch (question_edns_judge(&asked, m, current(q), env->memory)) {
	case QUESTION_EDNS_NEVER:
		return take_plain(q, env, now_ns);
	case QUESTION_EDNS_WITHOUT:
		q->visit.edns = false;
		q->doubts_edns = !m->has_edns;
		return QUESTION_SEND;
	case QUESTION_EDNS_CONFIRM:
		return confirm(q, m);
	case QUESTION_EDNS_TAKE:
		break;
	}
	kept_reply_clear(&q->plain);
	q->state = QUESTION_ASKING;
	if (m->tc && !q->visit.tcp && m->rcode != DNS_REFUSED &&
	    m->rcode != DNS_SERVFAIL) {
		q->visit.tcp = current(q)->by_tcp = true;
		return QUESTION_SEND;
	}
	if (q->visit.tcp && question_reply_lacks_parts(m))
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
	question_visit_observe_failure(&q->visit, DNS_STATUS_BAD_REPLY);
	current(q)->wants_tcp = cut_owes_proof(q->visit.cut);
	question_visit_note(&q->visit, QUESTION_RANK_BAD_REPLY, NULL);
	return spend(q, env, now_ns);
}

enum question_do
question_tcp_failed(
    struct question *q, const struct question_env *env, int64_t now_ns)
{
	note_silence(q, env, false);
	question_visit_observe_failure(&q->visit, DNS_STATUS_TCP_FAILED);
	if (q->tcp_after_silence)
		return next(q, env, now_ns); /* nothing new: it is silent */
	question_visit_note(&q->visit, QUESTION_RANK_TCP_FAILED, NULL);
	if (path_loss_is_high(env->path)) {
		current(q)->tries++; /* it may have been that */
		return next(q, env, now_ns);
	}
	return spend(q, env, now_ns);
}

enum question_do
question_timeout(
    struct question *q, const struct question_env *env, int64_t now_ns)
{
	if (q->visit.tcp)
		return question_tcp_failed(q, env, now_ns);
	if (q->state == QUESTION_CONFIRMING)
		return take_plain(q, env, now_ns);
	if (q->state == QUESTION_CHECKING)
		return question_exhausted(q, env, now_ns);
	note_silence(q, env, false);
	question_visit_observe_failure(&q->visit, DNS_STATUS_TIMEOUT);
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

/*
 * All were silent.  A server that drops one type is a fault of its own and no
 * silence (DROPPED): it shows where a server of the cut answered something
 * else since, or answers now for SOA, which every zone has.
 */
enum question_do
question_exhausted(
    struct question *q, const struct question_env *env, int64_t now_ns)
{
	(void)now_ns;
	if (q->visit.evidence.rank != QUESTION_RANK_NOTHING ||
	    q->visit.sent == 0 || !may_be_dropped(q->asked.type))
		return end_with_best(q);
	if (question_visit_was_heard(&q->visit, env->memory, q->began_ns))
		return end(q, DNS_STATUS_DROPPED);
	if (q->attempts >= env->max_queries)
		return question_limit(q);
	const struct question_server *server =
	    server_choice_check(&q->visit.servers);
	if (server == NULL)
		return end_with_best(q);
	ask(q, env, server);
	q->state = QUESTION_CHECKING;
	q->visit.edns = false;
	return QUESTION_SEND;
}

void
question_query(const struct question *q, struct dns_name *name, uint16_t *type)
{
	if (q->state == QUESTION_CHECKING) {
		cut_name(q->visit.cut, name);
		*type = DNS_SOA;
		return;
	}
	*name = q->asked.name;
	*type = q->asked.type;
}

unsigned
question_edns_bytes(const struct question *q)
{
	if (!q->visit.edns)
		return 0;
	return q->visit.small ? DNS_EDNS_SMALL_BYTES : DNS_EDNS_UDP_BYTES;
}

const struct addr *
question_server(const struct question *q)
{
	return &current(q)->addr;
}

int64_t
question_wait_ns(const struct question *q, const struct question_env *env)
{
	return q->visit.tcp ? reply_wait_tcp_ns(env)
			    : reply_wait_udp_ns(env, current(q));
}
