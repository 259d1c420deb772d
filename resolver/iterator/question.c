#include "question.h"

#include <stdlib.h>
#include <string.h>

#include "dns/proof.h"
#include "question_reply.h"
#include "reply_digest.h"

enum {
	BADVERS = 16,        /* RFC 6891 9 */
	ENOUGH = 2,          /* hosts that refuse, fail or lack authority */
	PLAIN_TRIES_MAX = 2, /* servers tried without EDNS after silence */
	CHECKS_MAX = 2,      /* servers asked for SOA after silence */
	TCP_PATIENCE = 8,    /* times the first time-out */
	SHIFT_MAX = 6,
	/* More queries than others may have: UDP twice, and TCP. */
	PATIENT_QUERIES = 3 * DNS_OBSERVATIONS_MAX,
	WAIT_MIN_MS = 500,
	WAIT_MAX = 4, /* times the first time-out */
};

/* What was seen, the least telling first. */
enum rank {
	RANK_NOTHING,
	RANK_BAD_REPLY,
	RANK_LAME,
	RANK_CHILD,
	RANK_TCP_FAILED,
	RANK_ERROR,
	RANK_REFUSED,
	RANK_SERVFAIL,
	RANK_UNSURE,
	RANK_UNPROVED, /* an answer, of a zone that owes signatures */
};

void
question_init(
    struct question *q, const struct dns_question *asked, uint64_t salt)
{
	*q = (struct question){.asked = *asked, .salt = salt};
}

static void
forget(struct question_kept *kept)
{
	free(kept->bytes);
	*kept = (struct question_kept){0};
}

void
question_fini(struct question *q)
{
	forget(&q->kept);
	forget(&q->plain);
	for (unsigned i = 0; i < q->other_count; i++)
		forget(&q->others[i]);
	free(q->others);
	question_servers_fini(&q->servers);
}

static struct question_server *
current(const struct question *q)
{
	return question_servers_at(&q->servers, q->current);
}

/* Without heap the reply is lost, and the question goes on without it. */
static void
keep(struct question_kept *kept, const struct question *q,
    const struct dns_message *m)
{
	size_t len = wire_left(&m->whole);

	forget(kept);
	kept->bytes = malloc(len);
	if (kept->bytes == NULL)
		return;
	memcpy(kept->bytes, m->whole.at, len);
	kept->len = len;
	kept->server = current(q)->addr;
	kept->ns = current(q)->ns;
	kept->tcp = q->tcp;
}

/* Remembers what was seen, if nothing better was seen before. */
static void
note(struct question *q, enum rank rank, const struct dns_message *m)
{
	if (rank <= q->best)
		return;
	q->best = rank;
	forget(&q->kept);
	if (m != NULL)
		keep(&q->kept, q, m);
}

/*
 * Among replies that prove nothing the one with most to go by is kept: with
 * signatures first, then as an answer to EDNS, over TCP best of all.
 */
static void
note_unproved(struct question *q, const struct dns_message *m, bool whole)
{
	struct dns_name zone;
	bool with_edns = q->edns && (q->tcp || m->has_edns);

	cut_name(q->cut, &zone);
	unsigned score = 8u * whole + 4u * dns_proof_is_signed(m, &zone) +
			 2u * with_edns + (with_edns && q->tcp);
	if (q->best == RANK_UNPROVED && score <= q->score)
		return;
	q->best = RANK_UNPROVED;
	q->score = score;
	keep(&q->kept, q, m);
}

static bool
is_kept(const struct question *q, const struct dns_message *m)
{
	enum { AFTER_ID = 2 };
	size_t len = wire_left(&m->whole);

	for (unsigned i = 0; i < q->other_count; i++) {
		const struct question_kept *k = &q->others[i];
		if (k->len == len &&
		    memcmp(k->bytes + AFTER_ID, m->whole.at + AFTER_ID,
			len - AFTER_ID) == 0)
			return true;
	}
	return false;
}

/* Without heap it is lost, as in keep(). */
static void
keep_other(struct question *q, const struct dns_message *m)
{
	if (q->other_count == QUESTION_OTHERS_MAX || is_kept(q, m))
		return;
	if (q->others == NULL)
		q->others = calloc(QUESTION_OTHERS_MAX, sizeof(*q->others));
	if (q->others == NULL)
		return;
	keep(&q->others[q->other_count], q, m);
	q->other_count += q->others[q->other_count].bytes != NULL;
}

/*
 * What the present server said; `m` is NULL where that is no message.  The
 * digest is for others to be compared with.
 */
static void
observe(struct question *q, enum dns_status status, const struct dns_message *m,
    bool with_digest)
{
	struct question_server *s = current(q);

	s->seen.status = status;
	s->seen.tcp = q->tcp;
	s->seen.rcode = m != NULL ? m->rcode : 0;
	s->said = with_digest ? reply_digest(m) : 0;
}

/* Silence says less than anything that was said before. */
static void
observe_failure(struct question *q, enum dns_status status)
{
	if (current(q)->seen.status == DNS_STATUS_NOT_ASKED)
		observe(q, status, NULL, false);
}

static enum question_do
end(struct question *q, enum dns_status status)
{
	q->state = QUESTION_ENDED;
	q->end = (struct question_end){.status = status, .tcp = q->tcp};
	if (q->sent_here > 0) {
		q->end.server = question_servers_at(&q->servers, q->last)->addr;
		q->end.ns = question_servers_at(&q->servers, q->last)->ns;
	}
	return QUESTION_END;
}

static enum question_do
end_with_reply(struct question *q, const struct dns_message *m)
{
	end(q, DNS_STATUS_REPLY);
	q->end.message = m->whole.at;
	q->end.message_len = wire_left(&m->whole);
	return QUESTION_END;
}

static enum question_do
end_with_kept(struct question *q)
{
	const struct question_kept *k = &q->kept;

	if (k->bytes == NULL)
		return end(q, DNS_STATUS_TIMEOUT); /* no heap */
	q->state = QUESTION_ENDED;
	q->end = (struct question_end){
	    .status = DNS_STATUS_REPLY,
	    .message = k->bytes,
	    .message_len = k->len,
	    .server = k->server,
	    .ns = k->ns,
	    .tcp = k->tcp,
	};
	return QUESTION_END;
}

/* Addresses are known, but none of a family that we have. */
static bool
lacks_route(const struct question *q)
{
	if (question_servers_count(&q->servers) > 0)
		return false;
	for (unsigned i = 0; i < cut_hosts(q->cut); i++) {
		unsigned count;
		const struct cut_host *host = cut_host(q->cut, i);
		(void)cut_host_addresses(cut_host_follow(host), &count);
		if (count > 0)
			return true;
	}
	return false;
}

static enum question_do
end_without_any(struct question *q)
{
	bool blocked = false;

	for (unsigned i = 0; i < question_servers_count(&q->servers); i++)
		blocked =
		    blocked || question_servers_at(&q->servers, i)->blocked;
	if (q->sent_here > 0)
		return end(q, DNS_STATUS_TIMEOUT);
	if (blocked)
		return end(q, DNS_STATUS_BLOCKED);
	return end(
	    q, lacks_route(q) ? DNS_STATUS_NO_ROUTE : DNS_STATUS_NO_SERVERS);
}

static enum question_do
end_with_best(struct question *q)
{
	switch ((enum rank)q->best) {
	case RANK_NOTHING:
		return end_without_any(q);
	case RANK_BAD_REPLY:
		return end(q, DNS_STATUS_BAD_REPLY);
	case RANK_LAME:
		return end(q, DNS_STATUS_LAME);
	case RANK_TCP_FAILED:
		return end(q, DNS_STATUS_TCP_FAILED);
	case RANK_CHILD:
	case RANK_ERROR:
	case RANK_REFUSED:
	case RANK_SERVFAIL:
	case RANK_UNSURE:
	case RANK_UNPROVED:
		break;
	}
	return end_with_kept(q);
}

enum question_do
question_limit(struct question *q)
{
	if (q->best == RANK_UNPROVED)
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

/*
 * RFC 7766 5: no signature is too large for TCP, and no path loses it for its
 * size.  Asked are those whose UDP replies prove nothing, and, unless nobody
 * signs here, those that were silent.
 */
static struct question_server *
next_tcp(struct question *q)
{
	bool may_sign = q->exhaustive || cut_security(q->cut) != CUT_UNSIGNED;

	for (unsigned i = 0;
	     may_sign && i < question_servers_count(&q->servers); i++) {
		struct question_server *s = question_servers_at(&q->servers, i);
		bool silent = !s->spent && s->tries > 0;
		if (!s->by_tcp && !s->blocked && (s->wants_tcp || silent))
			return s;
	}
	return NULL;
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

/* The servers were silent: would one of them answer without EDNS? */
static struct question_server *
next_plain(struct question *q, const struct question_env *env)
{
	for (unsigned i = 0; i < question_servers_count(&q->servers) &&
			     q->plain_tries < PLAIN_TRIES_MAX;
	     i++) {
		struct question_server *s = question_servers_at(&q->servers, i);
		if (!s->spent && !s->was_plain && s->tries > 0 &&
		    server_memory_edns(env->memory, &s->addr) ==
			SERVER_EDNS_UNKNOWN) {
			s->was_plain = true;
			q->plain_tries++;
			return s;
		}
	}
	return NULL;
}

/* Addresses also come while we wait for a server: each choice has them. */
static enum question_do
next(struct question *q, const struct question_env *env, int64_t now_ns)
{
	struct dns_name zone;
	struct question_server *server;

	if (q->attempts >=
	    env->max_queries + (q->patient ? PATIENT_QUERIES : 0u))
		return question_limit(q);
	if (question_servers_gather(
		&q->servers, q->cut, env->ipv4, env->ipv6, q->salt) < 0)
		return question_limit(q); /* no heap */
	cut_name(q->cut, &zone);
	server = question_servers_next(
	    &q->servers, &(struct question_servers_view){.memory = env->memory,
			     .zone = &zone,
			     .type = q->asked.type,
			     .tries = path_tries(env->path, env->tries),
			     .fewest = env->tries,
			     .now_ns = now_ns});
	if (server != NULL)
		return ask(q, env, server);
	server = next_tcp(q);
	if (server != NULL)
		return ask_over_tcp(q, env, server);
	server = next_plain(q, env);
	if (server != NULL) {
		ask(q, env, server);
		q->edns = false;
		return QUESTION_SEND;
	}
	q->state = QUESTION_RESOLVING;
	return QUESTION_RESOLVE;
}

static enum question_do
enter(struct question *q, const struct question_env *env, const struct cut *cut,
    int64_t now_ns)
{
	q->cut = cut;
	q->best = RANK_NOTHING;
	q->patient = q->exhaustive;
	forget(&q->kept);
	forget(&q->plain);
	question_servers_clear(&q->servers);
	q->current = q->last = 0;
	q->sent_here = q->refused = q->failed = q->unsure = 0;
	q->plain_tries = q->checks = 0;
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
	struct question_server *server = current(q);

	for (unsigned i = 0; i < question_servers_count(&q->servers); i++)
		if (question_servers_at(&q->servers, i)->counted &&
		    question_servers_at(&q->servers, i)->ns == server->ns)
			return;
	server->counted = true;
	++*count;
}

/* This server has had its say. */
static enum question_do
spend(struct question *q, const struct question_env *env, int64_t now_ns)
{
	current(q)->spent = true;
	if (!q->patient && (q->refused >= ENOUGH || q->failed >= ENOUGH ||
			       q->unsure >= ENOUGH))
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
		count_host(q, &q->refused);
		set_lame(q, env);
		note(q, RANK_REFUSED, m);
		break;
	case DNS_SERVFAIL:
		count_host(q, &q->failed);
		note(q, RANK_SERVFAIL, m);
		break;
	default:
		note(q, RANK_ERROR, m);
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
	bool last = !q->exhaustive && (whole || (sure && !owes));
	observe(q, DNS_STATUS_REPLY, m, !last);
	current(q)->seen.provable = whole;
	if (last)
		return end_with_reply(q, m);
	if (q->exhaustive)
		keep_other(q, m);
	if (go_on) {
		q->patient = true;
		current(q)->wants_tcp = true;
	}
	if (go_on && sure) {
		note_unproved(q, m, whole);
	} else {
		count_host(q, &q->unsure);
		note(q, RANK_UNSURE, m);
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
		note(q, RANK_LAME, NULL);
		return spend(q, env, now_ns);
	case QUESTION_REPLY_CHILD:
		observe(q, DNS_STATUS_LAME, m, true);
		q->patient = q->patient || cut_owes_proof(q->cut);
		note(q, RANK_CHILD, m);
		return spend(q, env, now_ns);
	case QUESTION_REPLY_ERROR:
		break;
	}
	return take_error(q, env, m, now_ns);
}

static bool
refuses_edns(const struct dns_message *m)
{
	return m->rcode == DNS_FORMERR || m->rcode == DNS_NOTIMP ||
	       m->rcode == BADVERS;
}

/* Silent with EDNS, and not so without: was it that, or mere loss? */
static enum question_do
confirm(struct question *q, const struct dns_message *m)
{
	keep(&q->plain, q, m);
	q->state = QUESTION_CONFIRMING;
	q->edns = true;
	return QUESTION_SEND;
}

/* No: it answers without EDNS only.  So that is its answer. */
static enum question_do
take_plain(struct question *q, const struct question_env *env, int64_t now_ns)
{
	struct question_kept plain = q->plain;
	struct dns_message m;
	enum question_do what;

	q->plain = (struct question_kept){0};
	q->state = QUESTION_ASKING;
	q->edns = false;
	server_memory_set_edns(
	    env->memory, &current(q)->addr, SERVER_EDNS_NONE);
	if (plain.bytes == NULL ||
	    !dns_message_parse(plain.bytes, plain.len, &m))
		return spend(q, env, now_ns);
	what = question_replied(q, env, &m, now_ns);
	if (what == QUESTION_END && q->end.message == plain.bytes) {
		forget(&q->kept);
		q->kept = plain; /* lives as long as the question */
	} else {
		forget(&plain);
	}
	return what;
}

static enum question_do
take_check(struct question *q, const struct question_env *env)
{
	server_memory_set_drops(env->memory, &current(q)->addr, q->asked.type);
	return end(q, DNS_STATUS_DROPPED);
}

/*
 * TCP has room for all, yet something is left out: what is there proves
 * nothing, least of all that there is no more.  Some servers set TC in
 * replies that are whole; those are taken.
 */
static bool
lacks_over_tcp(const struct dns_message *m)
{
	bool is_empty =
	    m->count[DNS_ANSWER] == 0 && m->count[DNS_AUTHORITY] == 0;

	return m->tc && (m->cut || (is_empty && m->rcode == DNS_NOERROR));
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
	if (refuses_edns(m) && q->state == QUESTION_CONFIRMING)
		return take_plain(q, env, now_ns);
	if (refuses_edns(m) && q->edns && !q->tcp) {
		q->edns = false;
		q->doubts_edns = !m->has_edns;
		return QUESTION_SEND;
	}
	forget(&q->plain);
	q->state = QUESTION_ASKING;
	if (!q->edns && q->doubts_edns && !refuses_edns(m))
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
	if (q->tcp && lacks_over_tcp(m))
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
	note(q, RANK_BAD_REPLY, NULL);
	return spend(q, env, now_ns);
}

enum question_do
question_tcp_failed(
    struct question *q, const struct question_env *env, int64_t now_ns)
{
	observe_failure(q, DNS_STATUS_TCP_FAILED);
	if (q->tcp_after_silence)
		return next(q, env, now_ns); /* nothing new: it is silent */
	note(q, RANK_TCP_FAILED, NULL);
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

static struct question_server *
next_check(struct question *q)
{
	for (unsigned i = 0;
	     i < question_servers_count(&q->servers) && q->checks < CHECKS_MAX;
	     i++) {
		struct question_server *s = question_servers_at(&q->servers, i);
		if (!s->spent && !s->checked && s->tries > 0) {
			s->checked = true;
			q->checks++;
			return s;
		}
	}
	return NULL;
}

enum question_do
question_exhausted(
    struct question *q, const struct question_env *env, int64_t now_ns)
{
	(void)now_ns;
	if (q->best != RANK_NOTHING || q->sent_here == 0 ||
	    !may_be_dropped(q->asked.type))
		return end_with_best(q);
	if (was_heard(q, env))
		return end(q, DNS_STATUS_DROPPED);
	if (q->attempts >= env->max_queries)
		return question_limit(q);
	const struct question_server *server = next_check(q);
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

unsigned
question_observations(const struct question *q, const struct dns_message *m,
    const struct addr *by, struct dns_observation out[DNS_OBSERVATIONS_MAX])
{
	unsigned asked = 0;

	for (unsigned i = 0; i < question_servers_count(&q->servers); i++)
		asked += question_servers_at(&q->servers, i)->seen.status !=
			 DNS_STATUS_NOT_ASKED;
	if (asked < 2 && !q->patient)
		return 0;
	uint64_t said = m != NULL ? reply_digest(m) : 0;
	for (unsigned i = 0; i < question_servers_count(&q->servers); i++) {
		const struct question_server *s =
		    question_servers_at(&q->servers, i);
		out[i] = s->seen;
		out[i].same = m != NULL ? s->said == said ||
					      addr_equal(&s->seen.server, by)
					: s->seen.status == q->end.status;
	}
	return question_servers_count(&q->servers);
}

const struct addr *
question_server(const struct question *q)
{
	return &current(q)->addr;
}

/*
 * RFC 6298 by the round trips of this server.  A shorter wait than that of a
 * stranger would ask again what is only late, and so is for a path that loses.
 */
static int64_t
first_wait_ns(const struct question *q, const struct question_env *env)
{
	int64_t rto_ns = server_memory_rto_ns(env->memory, &current(q)->addr);

	if (rto_ns == 0 ||
	    (rto_ns < env->timeout_ns && !path_is_lossy(env->path)))
		return env->timeout_ns;
	if (rto_ns < WAIT_MIN_MS * NS_PER_MS)
		return WAIT_MIN_MS * NS_PER_MS;
	return rto_ns < env->timeout_ns * WAIT_MAX ? rto_ns
						   : env->timeout_ns * WAIT_MAX;
}

int64_t
question_wait_ns(const struct question *q, const struct question_env *env)
{
	unsigned shift = current(q)->tries;

	if (q->tcp)
		return env->timeout_ns * TCP_PATIENCE;
	if (shift >= env->tries)
		shift = env->tries - 1;
	return first_wait_ns(q, env) << (shift < SHIFT_MAX ? shift : SHIFT_MAX);
}
