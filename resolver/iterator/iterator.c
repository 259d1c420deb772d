#include "iterator.h"

#include <errno.h>
#include <stdlib.h>

#include "alias_following.h"
#include "cut_learning.h"
#include "dns/type.h"
#include "recent_replies.h"
#include "reply_match.h"
#include "request_result.h"
#include "request_spared.h"
#include "requests.h"
#include "server_addresses.h"

enum {
	/* Nobody tells when a server's budget has room again, so it is tried:
	 * soon after there is, and not so often that the loop does no more. */
	BUSY_MS = 5,
	/* What one asked question may cause with all that it needs: queries
	 * in multiples of its own bound, and questions (NXNSAttack, 2020). */
	WORK_QUERIES = 4,
	WORK_QUESTIONS = 64,
};

struct iterator {
	struct iterator_config config;
	const struct iterator_io *io;
	struct question_env env;
	struct path_loss path;
	struct path_silence silence;
	struct requests requests;
	struct recent_replies *replies;
	bool draining; /* drain() is at work further up the stack */
};

int
iterator_new(const struct iterator_config *config, const struct iterator_io *io,
    struct iterator **out)
{
	struct iterator *it = calloc(1, sizeof(*it));
	if (it == NULL)
		return -ENOMEM;
	it->config = *config;
	it->io = io;
	requests_init(&it->requests, config->seed, config->max_in_flight);
	it->env = (struct question_env){.io = io,
	    .path = &it->path,
	    .silence = &it->silence,
	    .tries = config->tries,
	    .max_queries = config->max_queries,
	    .timeout_ns = config->timeout_ns,
	    .epoch_ns = config->epoch_ns,
	    .ipv4 = config->ipv4,
	    .ipv6 = config->ipv6};
	if (cuts_new(&it->env.cuts) < 0 ||
	    server_memory_new(&it->env.memory) < 0 ||
	    recent_replies_new(&it->replies) < 0) {
		iterator_free(it);
		return -ENOMEM;
	}
	*out = it;
	return 0;
}

void
iterator_free(struct iterator *it)
{
	if (it == NULL)
		return;
	requests_fini(&it->requests);
	cuts_free(it->env.cuts);
	server_memory_free(it->env.memory);
	recent_replies_free(it->replies);
	free(it);
}

int
iterator_add_server(struct iterator *it, const struct dns_name *zone,
    const struct dns_name *ns, const struct addr *address)
{
	int rc = cuts_add_ns(it->env.cuts, zone, ns);

	if (rc == 0)
		rc = cuts_add_address(it->env.cuts, ns, address, CUT_TOLD);
	return rc;
}

void
iterator_has_edns(struct iterator *it, const struct addr *server)
{
	server_memory_set_edns(it->env.memory, server, SERVER_EDNS_WORKS);
}

bool
iterator_ns(const struct iterator *it, const struct dns_name *zone, unsigned i,
    struct dns_name *out)
{
	return cuts_ns(it->env.cuts, zone, i, out);
}

bool
iterator_is_lossy(const struct iterator *it)
{
	return path_loss_is_high(&it->path);
}

bool
iterator_silence_is_partial(const struct iterator *it)
{
	return path_silence_is_partial(&it->silence);
}

uint64_t
iterator_links_asked(const struct iterator *it)
{
	return it->requests.links_asked;
}

size_t
iterator_pending(const struct iterator *it)
{
	return request_index_count(&it->requests.index);
}

static enum iterator_sent
send_query(struct iterator *it, struct request *r)
{
	uint8_t bytes[DNS_QUERY_MAX];
	struct dns_name name, ns;
	uint16_t type;

	requests_draw_query(
	    &it->requests, r, it->config.port_first, it->config.port_last);
	question_query(&r->question, &name, &type);
	cut_host_name(
	    cut_host_follow(question_visit_current(&r->question.visit)->ns),
	    &ns);
	struct iterator_query query = {
	    .server = r->query.server,
	    .ns = &ns,
	    .tcp = r->question.visit.tcp,
	    .src_port = r->query.port,
	    .bytes = bytes,
	    .len = dns_query_build(bytes, r->query.id, &name, type,
		question_edns_bytes(&r->question)),
	};
	return it->io->send(it->io->ctx, &query);
}

/* Whom to spare may change while a question is on its way. */
static enum question_do
send(struct iterator *it, struct request *r, int64_t now_ns)
{
	enum question_do instead;

	requests_off_wire(&it->requests, r);
	if (request_spared(r, &it->env, &instead) ||
	    request_server_spared(r, &it->env, now_ns, &instead))
		return instead;
	if (r->work->queries_left == 0)
		return question_limit(&r->question);
	switch (send_query(it, r)) {
	case ITERATOR_BLOCKED:
		return question_blocked(&r->question, &it->env, now_ns);
	case ITERATOR_BUSY:
		requests_put_off(
		    &it->requests, r, now_ns + BUSY_MS * NS_PER_MS);
		break;
	case ITERATOR_SENT:
		question_sent(&r->question);
		r->work->queries_left--;
		requests_on_wire(&it->requests, r, now_ns,
		    now_ns + question_wait_ns(&r->question, &it->env));
		break;
	}
	return QUESTION_WAIT;
}

/*
 * The question has no server left to ask.  While others are on their way to
 * find addresses for it nothing is due; the first that ends wakes it.
 */
static enum question_do
resolve(struct iterator *it, struct request *r, int64_t now_ns)
{
	requests_off_wire(&it->requests, r);
	if (!LIST_EMPTY(&r->needs))
		return QUESTION_WAIT;
	if (server_addresses_ask(&it->requests, r, &it->env) == 0)
		return question_exhausted(&r->question, &it->env, now_ns);
	return QUESTION_WAIT;
}

/* What the answer says beyond itself. */
static void
use_answer(
    struct iterator *it, const struct request *r, const struct dns_message *m)
{
	const struct dns_question *asked = &r->question.asked;
	struct dns_name zone;

	if (m->rcode != DNS_NOERROR && m->rcode != DNS_NXDOMAIN)
		return;
	cut_name(r->question.visit.cut, &zone);
	if ((asked->type == DNS_A || asked->type == DNS_AAAA) &&
	    cut_learn_answer(it->env.cuts, m, &zone, asked) < 0)
		return; /* no heap: then it is not known */
	alias_follow(&it->requests, r, m);
}

/*
 * The result is told before the answer is used: what the answer makes the
 * iterator ask ends later than this.
 */
static void
finish(struct iterator *it, struct request *r)
{
	const struct question_end *end = &r->question.end;
	struct dns_message m;

	requests_end(&it->requests, r);
	/* It was parsed when it came, so it parses again. */
	bool has_reply = end->message != NULL &&
			 dns_message_parse(end->message, end->message_len, &m);
	if (!requests_has_record(&it->requests, r))
		request_tell(r, has_reply ? &m : NULL, it->replies, it->io);
	if (has_reply)
		use_answer(it, r, &m);
	requests_wake_waiters(&it->requests, r);
	request_free(r);
	requests_admit(&it->requests);
}

/* Does what the question wants done, until it waits or has ended. */
static void
perform(struct iterator *it, struct request *r, enum question_do what,
    int64_t now_ns)
{
	while (what == QUESTION_SEND || what == QUESTION_RESOLVE)
		what = what == QUESTION_SEND ? send(it, r, now_ns)
					     : resolve(it, r, now_ns);
	if (what == QUESTION_END)
		finish(it, r);
}

static enum question_do
start(struct iterator *it, struct request *r, int64_t now_ns)
{
	enum question_do instead;
	if (request_spared(r, &it->env, &instead))
		return instead;
	return question_start(&r->question, &it->env, now_ns);
}

/* Starts and wakes; what that makes ready comes in turn, not in depth. */
static void
drain(struct iterator *it, int64_t now_ns)
{
	struct request *r;

	if (it->draining)
		return;
	it->draining = true;
	while ((r = requests_take_ready(&it->requests)) != NULL) {
		if (r->question.state == QUESTION_NEW)
			perform(it, r, start(it, r, now_ns), now_ns);
		else if (r->question.state == QUESTION_RESOLVING)
			perform(it, r,
			    question_wake(&r->question, &it->env, now_ns),
			    now_ns);
	}
	it->draining = false;
}

/* How a question is asked. */
struct how {
	unsigned tag;
	bool internal, for_itself, exhaustive, anew;
};

static int
begin(struct iterator *it, const struct dns_question *question, struct how how,
    int64_t now_ns)
{
	struct request_work *work = request_work_new(
	    it->config.max_queries * WORK_QUERIES, WORK_QUESTIONS);
	if (work == NULL)
		return -ENOMEM;
	struct request *r = requests_add(&it->requests, question, work);
	request_work_drop(work);
	if (r == NULL)
		return -ENOMEM;
	r->tag = how.tag;
	r->internal = how.internal;
	r->question.visit.for_itself = how.for_itself;
	r->question.exhaustive = how.exhaustive;
	r->anew = how.anew;
	requests_admit(&it->requests);
	drain(it, now_ns);
	return 0;
}

static int
ask(struct iterator *it, const struct dns_question *question, unsigned tag,
    bool for_itself, int64_t now_ns)
{
	uint64_t hash = request_index_hash(question);
	if (requests_is_told(&it->requests, hash) ||
	    (for_itself && ended_questions_has(&it->requests.recorded, hash)))
		return 0;
	struct request *r = request_index_find(&it->requests.index, question);
	if (r != NULL) {
		if (r->internal)
			r->tag = tag;
		r->internal = false;
		r->question.visit.for_itself =
		    r->question.visit.for_itself && for_itself;
		return 0;
	}
	int rc = begin(it, question,
	    (struct how){.tag = tag, .for_itself = for_itself}, now_ns);
	return rc < 0 ? rc : 1;
}

int
iterator_ask(struct iterator *it, const struct dns_question *question,
    unsigned tag, int64_t now_ns)
{
	return ask(it, question, tag, false, now_ns);
}

int
iterator_ask_server(struct iterator *it, const struct dns_question *question,
    unsigned tag, int64_t now_ns)
{
	return ask(it, question, tag, true, now_ns);
}

int
iterator_ask_all(struct iterator *it, const struct dns_question *question,
    unsigned tag, int64_t now_ns)
{
	if (request_index_find(&it->requests.index, question) != NULL)
		return 0;
	return begin(
	    it, question, (struct how){.tag = tag, .exhaustive = true}, now_ns);
}

int
iterator_ask_anew(struct iterator *it, const struct dns_question *question,
    unsigned tag, int64_t now_ns)
{
	if (request_index_find(&it->requests.index, question) != NULL)
		return 0;
	return begin(
	    it, question, (struct how){.tag = tag, .anew = true}, now_ns);
}

int
iterator_visit(struct iterator *it, const struct dns_name *zone, unsigned tag,
    int64_t now_ns)
{
	struct dns_question q = {
	    .name = *zone, .type = DNS_NS, .class = DNS_CLASS_IN};

	if (request_index_find(&it->requests.index, &q) != NULL)
		return 0;
	return begin(it, &q,
	    (struct how){.tag = tag, .internal = true, .for_itself = true},
	    now_ns);
}

bool
iterator_is_told(const struct iterator *it, const struct dns_question *question)
{
	return requests_is_told(&it->requests, request_index_hash(question));
}

int
iterator_has_record(
    struct iterator *it, const struct dns_question *question, bool for_itself)
{
	return requests_note_record(&it->requests, question, for_itself);
}

/* Nothing waits for it: it came late, or twice, or somebody forges. */
static void
take_second(struct iterator *it, const struct request_query *query,
    const uint8_t *message, size_t len)
{
	struct dns_message m;
	uint64_t reply;

	if (!dns_message_parse(message, len, &m))
		return;
	reply = recent_replies_compare(it->replies, query, &m);
	if (reply != 0 && it->io->conflict != NULL)
		it->io->conflict(it->io->ctx, reply);
}

void
iterator_receive(struct iterator *it, const struct addr *server,
    uint16_t dst_port, bool tcp, const uint8_t *message, size_t len,
    int64_t now_ns)
{
	struct dns_message m;

	if (len < 2)
		return;
	const struct request_query query = {.server = *server,
	    .id = (uint16_t)(message[0] << 8 | message[1]),
	    .port = tcp ? 0 : dst_port};
	struct request *r =
	    request_index_find_query(&it->requests.index, &query);
	if (r == NULL) {
		if (!tcp)
			take_second(it, &query, message, len);
		return;
	}
	enum reply_match fit = REPLY_MATCH_BROKEN;
	if (dns_message_parse(message, len, &m))
		fit = reply_match(&r->question, &m);
	if (fit == REPLY_MATCH_FOREIGN)
		return;
	if (fit == REPLY_MATCH_OURS && !tcp)
		recent_replies_add(it->replies, &query, &m);
	server_memory_answered(
	    it->env.memory, server, now_ns - r->sent_ns, now_ns);
	requests_off_wire(&it->requests, r);
	if (fit == REPLY_MATCH_OURS)
		perform(it, r,
		    question_replied(&r->question, &it->env, &m, now_ns),
		    now_ns);
	else
		perform(it, r,
		    question_bad_reply(&r->question, &it->env, now_ns), now_ns);
	drain(it, now_ns);
}

void
iterator_tcp_failed(
    struct iterator *it, const struct addr *server, uint16_t id, int64_t now_ns)
{
	struct request *r = request_index_find_query(&it->requests.index,
	    &(struct request_query){.server = *server, .id = id});

	if (r == NULL)
		return;
	requests_off_wire(&it->requests, r);
	perform(
	    it, r, question_tcp_failed(&r->question, &it->env, now_ns), now_ns);
	drain(it, now_ns);
}

bool
iterator_spares(
    const struct iterator *it, const struct addr *server, uint16_t id)
{
	const struct request *r = request_index_find_query(&it->requests.index,
	    &(struct request_query){.server = *server, .id = id});
	return r != NULL && request_is_spared(r, it->io);
}

/*
 * Silence counts against the server over UDP alone: a TCP connection that
 * comes to nothing says more of the path or of a firewall.
 */
static void
fire(struct iterator *it, struct request *r, int64_t now_ns)
{
	bool was_busy = r->put_off;

	requests_off_wire(&it->requests, r);
	if (was_busy) {
		perform(it, r, question_retry(&r->question, &it->env, now_ns),
		    now_ns);
		return;
	}
	if (!r->question.visit.tcp)
		server_memory_timed_out(
		    it->env.memory, question_server(&r->question), now_ns);
	perform(
	    it, r, question_timeout(&r->question, &it->env, now_ns), now_ns);
}

int64_t
iterator_tick(struct iterator *it, int64_t now_ns)
{
	struct timer *first;

	while ((first = timers_first(&it->requests.timers)) != NULL &&
	       first->due_ns <= now_ns) {
		fire(it, request_of_timer(first), now_ns);
		drain(it, now_ns);
	}
	return first != NULL ? first->due_ns : INT64_MAX;
}
