#include "iterator.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/siphash.h"
#include "cut.h"
#include "dns/type.h"
#include "request.h"
#include "request_index.h"
#include "compact_set.h"
#include "timers.h"
#include "question.h"
#include "question_reply.h"
#include "server_memory.h"

enum {
	BUSY_MS = 5,
	DRAWS_MAX = 16,
	LINKS_MAX = 8,      /* CNAMEs followed, one after the other */
	DEPTH_MAX = 6,      /* addresses needed for addresses */
	HOSTS_AT_FIRST = 4, /* of one cut, resolved at one time */
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
	struct request_index requests; /* in flight or in the queue */
	struct iterator_timers timers;
	struct compact_set ended;
	/* Of these: what was asked for servers' addresses alone, and what of
	 * that was asked once more since. */
	struct compact_set for_itself, again;
	struct request_queue queue, ready;
	struct siphash_key key;
	uint64_t random; /* numbers drawn */
	uint64_t mark;
	unsigned in_flight;
	bool draining;
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
	it->key = (struct siphash_key){.k0 = config->seed, .k1 = 0x17e8};
	TAILQ_INIT(&it->queue);
	TAILQ_INIT(&it->ready);
	it->env = (struct question_env){.path = &it->path,
	    .tries = config->tries,
	    .max_queries = config->max_queries,
	    .timeout_ns = config->timeout_ns,
	    .epoch_ns = config->epoch_ns,
	    .ipv4 = config->ipv4,
	    .ipv6 = config->ipv6};
	if (cuts_new(&it->env.cuts) < 0 ||
	    server_memory_new(&it->env.memory) < 0) {
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
	request_index_fini(&it->requests);
	iterator_timers_fini(&it->timers);
	compact_set_fini(&it->ended);
	compact_set_fini(&it->for_itself);
	compact_set_fini(&it->again);
	cuts_free(it->env.cuts);
	server_memory_free(it->env.memory);
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
	const struct cut *cut = cuts_closest(it->env.cuts, zone, false);
	struct dns_name name;

	if (cut == NULL || i >= cut_hosts(cut))
		return false;
	cut_name(cut, &name);
	if (!dns_name_equal(&name, zone))
		return false;
	cut_host_name(cut_host(cut, i), out);
	return true;
}

bool
iterator_is_lossy(const struct iterator *it)
{
	return path_loss_is_high(&it->path);
}

size_t
iterator_pending(const struct iterator *it)
{
	return request_index_count(&it->requests);
}

static uint64_t
draw(struct iterator *it)
{
	uint64_t n = it->random++;

	return siphash(&it->key, &n, sizeof(n));
}

static void
list_remove(struct iterator *it, struct request *r)
{
	if (r->list == REQUEST_LIST_QUEUE)
		TAILQ_REMOVE(&it->queue, r, in_list);
	if (r->list == REQUEST_LIST_READY)
		TAILQ_REMOVE(&it->ready, r, in_list);
	r->list = REQUEST_LIST_NONE;
}

static void
list_append(struct iterator *it, struct request *r, enum request_list list)
{
	list_remove(it, r);
	r->list = list;
	TAILQ_INSERT_TAIL(
	    list == REQUEST_LIST_QUEUE ? &it->queue : &it->ready, r, in_list);
}

/* Whatever it may need later is made here, so that nothing fails then. */
static struct request *
new_request(struct iterator *it, const struct dns_question *question,
    struct request_work *work)
{
	size_t count = request_index_count(&it->requests) + 1;

	if (iterator_timers_reserve(&it->timers, count) < 0 ||
	    compact_set_reserve(&it->ended, count) < 0)
		return NULL;
	struct request *r = request_new(question, draw(it), work);
	if (r == NULL)
		return NULL;
	if (request_index_add(&it->requests, r) < 0) {
		request_free(r);
		return NULL;
	}
	return r;
}

/* A question of our own; NULL: too much work, or no heap. */
static struct request *
spawn(struct iterator *it, const struct request *parent,
    const struct dns_question *question)
{
	if (parent->work->questions_left == 0)
		return NULL;
	struct request *r = new_request(it, question, parent->work);
	if (r == NULL)
		return NULL;
	parent->work->questions_left--;
	r->internal = true;
	r->tag = parent->tag;
	r->depth = parent->depth;
	list_append(it, r, REQUEST_LIST_READY);
	return r;
}

static void
start_queued(struct iterator *it)
{
	while (it->in_flight < it->config.max_in_flight &&
	       !TAILQ_EMPTY(&it->queue)) {
		struct request *r = TAILQ_FIRST(&it->queue);
		r->counted = true;
		it->in_flight++;
		list_append(it, r, REQUEST_LIST_READY);
	}
}

static void
off_wire(struct iterator *it, struct request *r)
{
	if (r->on_wire)
		request_index_remove_query(&it->requests, r);
	r->on_wire = false;
	r->asked_anew = false;
	iterator_timers_clear(&it->timers, &r->timer);
}

/* An ID, and with UDP a port, that no other query to this server has. */
static void
draw_query(struct iterator *it, struct request *r)
{
	const struct iterator_config *c = &it->config;
	unsigned ports = 0u + c->port_last - c->port_first + 1u;

	for (int i = 0; i < DRAWS_MAX; i++) {
		uint64_t random = draw(it);
		r->query = (struct request_query){
		    .server = *question_server(&r->question),
		    .id = (uint16_t)random};
		if (!r->question.visit.tcp)
			r->query.port =
			    (uint16_t)(c->port_first + (random >> 16) % ports);
		if (request_index_find_query(&it->requests, &r->query) == NULL)
			break;
	}
}

static enum iterator_sent
send_query(struct iterator *it, struct request *r)
{
	uint8_t bytes[DNS_QUERY_MAX];
	struct dns_name name;
	uint16_t type;

	draw_query(it, r);
	question_query(&r->question, &name, &type);
	struct iterator_query query = {
	    .server = r->query.server,
	    .tcp = r->question.visit.tcp,
	    .src_port = r->query.port,
	    .bytes = bytes,
	    .len = dns_query_build(
		bytes, r->query.id, &name, type, r->question.visit.edns),
	};
	return it->io->send(it->io->ctx, &query);
}

static enum question_do
send(struct iterator *it, struct request *r, int64_t now_ns)
{
	int64_t wait_ns = BUSY_MS * NS_PER_MS;

	off_wire(it, r);
	if (r->work->queries_left == 0)
		return question_limit(&r->question);
	switch (send_query(it, r)) {
	case ITERATOR_BLOCKED:
		return question_blocked(&r->question, &it->env, now_ns);
	case ITERATOR_BUSY:
		r->asked_anew = true;
		break;
	case ITERATOR_SENT:
		question_sent(&r->question);
		r->work->queries_left--;
		r->on_wire = true;
		r->sent_ns = now_ns;
		request_index_add_query(&it->requests, r);
		wait_ns = question_wait_ns(&r->question, &it->env);
		break;
	}
	iterator_timers_set(&it->timers, &r->timer, now_ns + wait_ns);
	return QUESTION_WAIT;
}

/* True: `r` now waits for this question. */
static bool
need_address(
    struct iterator *it, struct request *r, const struct dns_question *q)
{
	if (compact_set_has(&it->ended, request_index_hash(q)))
		return false;
	struct request *target = request_index_find(&it->requests, q);
	if (target == NULL) {
		if (r->depth == DEPTH_MAX)
			return false;
		target = spawn(it, r, q);
		if (target == NULL)
			return false;
		target->depth = r->depth + 1;
		target->for_itself = true;
	}
	/* One in the queue would wait for its turn, and we for it. */
	if (target->list == REQUEST_LIST_QUEUE)
		list_append(it, target, REQUEST_LIST_READY);
	return request_wait_for(r, target, ++it->mark);
}

static bool
has_address(const struct iterator *it, const struct cut_host *host)
{
	unsigned count;
	const struct cut_address *a = cut_host_addresses(host, &count);

	for (unsigned i = 0; i < count; i++)
		if (addr_is_v4(&a[i].addr) ? it->config.ipv4 : it->config.ipv6)
			return true;
	return false;
}

/* True: `r` now waits for an address of this host. */
static bool
need_host(struct iterator *it, struct request *r, const struct cut_host *host)
{
	struct dns_question q = {.class = DNS_CLASS_IN};
	bool waits = false;

	host = cut_host_follow(host);
	if (has_address(it, host))
		return false;
	cut_host_name(host, &q.name);
	q.type = DNS_A;
	if (it->config.ipv4)
		waits = need_address(it, r, &q);
	q.type = DNS_AAAA;
	if (it->config.ipv6)
		waits = need_address(it, r, &q) || waits;
	return waits;
}

static enum question_do
resolve(struct iterator *it, struct request *r, int64_t now_ns)
{
	const struct cut *cut = r->question.visit.cut;
	unsigned hosts = 0;

	off_wire(it, r);
	if (!LIST_EMPTY(&r->needs))
		return QUESTION_WAIT;
	for (unsigned i = 0; i < cut_hosts(cut) && hosts < HOSTS_AT_FIRST; i++)
		hosts += need_host(it, r, cut_host(cut, i));
	if (hosts == 0)
		return question_exhausted(&r->question, &it->env, now_ns);
	return QUESTION_WAIT;
}

static void
report(struct iterator *it, const struct request *r,
    const struct question_end *end, const struct dns_message *m)
{
	const struct question *q = &r->question;
	struct dns_observation servers[DNS_OBSERVATIONS_MAX];
	struct dns_name ns, zone;
	unsigned count = question_visit_observations(
	    &q->visit, q->end.status, m, &end->server, servers);

	if (end->ns != NULL)
		cut_host_name(end->ns, &ns);
	if (q->visit.cut != NULL)
		cut_name(q->visit.cut, &zone);
	if (m != NULL)
		question_reply_zone(m, &q->asked, &zone);
	it->io->done(it->io->ctx,
	    &(struct iterator_result){
		.question = &q->asked,
		.tag = r->tag,
		.status = end->status,
		.message = end->message,
		.message_len = end->message_len,
		.server = end->ns != NULL ? &end->server : NULL,
		.ns = end->ns != NULL ? &ns : NULL,
		.zone = q->visit.cut != NULL ? &zone : NULL,
		.tcp = end->tcp,
		.attempts = q->attempts,
		.servers = count > 0 ? servers : NULL,
		.server_count = count,
		.servers_left = count > 0 ? q->visit.servers.left : 0,
	    },
	    r->internal);
}

/* What other servers said, if all were asked. */
static void
report_others(struct iterator *it, const struct request *r)
{
	const struct question *q = &r->question;

	for (unsigned i = 0; i < q->different.count; i++) {
		const struct kept_reply *k = &q->different.at[i];
		const struct question_end end = question_end_with_kept(k);
		struct dns_message m;
		/* The end itself may have come over UDP and over TCP. */
		if (!kept_reply_equals(k, q->end.message, q->end.message_len) &&
		    dns_message_parse(k->bytes, k->len, &m))
			report(it, r, &end, &m);
	}
}

/* It was reported to somebody who asked. */
static bool
is_told(const struct iterator *it, uint64_t hash)
{
	return compact_set_has(&it->ended, hash) &&
	       (!compact_set_has(&it->for_itself, hash) ||
		   compact_set_has(&it->again, hash));
}

static void
follow_alias(
    struct iterator *it, const struct request *r, const struct dns_message *m)
{
	const struct dns_question *asked = &r->question.asked;
	struct dns_question link = *asked;
	struct dns_name zone;

	cut_name(r->question.visit.cut, &zone);
	question_reply_zone(m, asked, &zone);
	if (r->links == LINKS_MAX ||
	    !question_reply_leaves(m, asked, &zone, &link.name) ||
	    is_told(it, request_index_hash(&link)))
		return;
	struct request *next = request_index_find(&it->requests, &link);
	if (next != NULL) {
		next->for_itself = false;
		return;
	}
	next = spawn(it, r, &link);
	if (next != NULL)
		next->links = r->links + 1;
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
	    cuts_learn_answer(it->env.cuts, m, &zone, asked) < 0)
		return; /* no heap: then it is not known */
	follow_alias(it, r, m);
}

static void
wake_waiters(struct iterator *it, struct request *r)
{
	while (!LIST_EMPTY(&r->waiters)) {
		struct request_need *need = LIST_FIRST(&r->waiters);
		struct request *waiter = need->waiter;
		request_need_free(need);
		if (waiter->question.state == QUESTION_RESOLVING)
			list_append(it, waiter, REQUEST_LIST_READY);
	}
}

static void
finish(struct iterator *it, struct request *r)
{
	const struct question_end *end = &r->question.end;
	struct dns_message m;

	off_wire(it, r);
	list_remove(it, r);
	request_index_remove(&it->requests, r);
	compact_set_add(&it->ended, r->question_hash);
	if (r->for_itself)
		compact_set_add(&it->for_itself, r->question_hash);
	else if (compact_set_has(&it->for_itself, r->question_hash))
		compact_set_add(&it->again, r->question_hash);
	if (r->counted)
		it->in_flight--;
	/* It was parsed when it came, so it parses again. */
	bool has_reply = end->message != NULL &&
			 dns_message_parse(end->message, end->message_len, &m);
	report_others(it, r);
	report(it, r, end, has_reply ? &m : NULL);
	if (has_reply)
		use_answer(it, r, &m);
	wake_waiters(it, r);
	request_free(r);
	start_queued(it);
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

/* Starts and wakes; what that makes ready comes in turn, not in depth. */
static void
drain(struct iterator *it, int64_t now_ns)
{
	if (it->draining)
		return;
	it->draining = true;
	while (!TAILQ_EMPTY(&it->ready)) {
		struct request *r = TAILQ_FIRST(&it->ready);
		list_remove(it, r);
		if (r->question.state == QUESTION_NEW)
			perform(it, r,
			    question_start(&r->question, &it->env, now_ns),
			    now_ns);
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
	bool for_itself, exhaustive;
};

static int
begin(struct iterator *it, const struct dns_question *question, struct how how,
    int64_t now_ns)
{
	struct request_work *work = request_work_new(
	    it->config.max_queries * WORK_QUERIES, WORK_QUESTIONS);
	if (work == NULL)
		return -ENOMEM;
	struct request *r = new_request(it, question, work);
	request_work_drop(work);
	if (r == NULL)
		return -ENOMEM;
	r->tag = how.tag;
	r->for_itself = how.for_itself;
	r->question.exhaustive = how.exhaustive;
	list_append(it, r, REQUEST_LIST_QUEUE);
	start_queued(it);
	drain(it, now_ns);
	return 0;
}

static int
ask(struct iterator *it, const struct dns_question *question, unsigned tag,
    bool for_itself, int64_t now_ns)
{
	if (is_told(it, request_index_hash(question)))
		return 0;
	struct request *r = request_index_find(&it->requests, question);
	if (r != NULL) {
		if (r->internal)
			r->tag = tag;
		r->internal = false;
		r->for_itself = r->for_itself && for_itself;
		return 0;
	}
	return begin(
	    it, question, (struct how){tag, for_itself, false}, now_ns);
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
	if (request_index_find(&it->requests, question) != NULL)
		return 0;
	return begin(it, question, (struct how){tag, false, true}, now_ns);
}

enum match {
	MATCH_OURS,
	MATCH_BROKEN, /* ours, and of no use */
	MATCH_FOREIGN,
};

/* Server, port and ID fit already. */
static enum match
match(const struct request *r, const struct dns_message *m)
{
	struct dns_name name;
	uint16_t type;

	if (!m->qr)
		return MATCH_FOREIGN;
	question_query(&r->question, &name, &type);
	if (!m->has_question)
		return m->rcode == DNS_NOERROR || m->rcode == DNS_NXDOMAIN
			   ? MATCH_BROKEN
			   : MATCH_OURS;
	if (m->question.type != type || m->question.class != DNS_CLASS_IN ||
	    !dns_name_equal(&m->question.name, &name))
		return MATCH_FOREIGN;
	return m->opcode == 0 ? MATCH_OURS : MATCH_BROKEN;
}

void
iterator_receive(struct iterator *it, const struct addr *server,
    uint16_t dst_port, bool tcp, const uint8_t *message, size_t len,
    int64_t now_ns)
{
	struct dns_message m;

	if (len < 2)
		return;
	uint16_t id = (uint16_t)(message[0] << 8 | message[1]);
	struct request *r = request_index_find_query(&it->requests,
	    &(struct request_query){
		.server = *server, .id = id, .port = tcp ? 0 : dst_port});
	if (r == NULL)
		return;
	enum match fit = MATCH_BROKEN;
	if (dns_message_parse(message, len, &m))
		fit = match(r, &m);
	if (fit == MATCH_FOREIGN)
		return;
	server_memory_answered(
	    it->env.memory, server, now_ns - r->sent_ns, now_ns);
	off_wire(it, r);
	if (fit == MATCH_OURS)
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
	struct request *r = request_index_find_query(&it->requests,
	    &(struct request_query){.server = *server, .id = id});

	if (r == NULL)
		return;
	off_wire(it, r);
	perform(
	    it, r, question_tcp_failed(&r->question, &it->env, now_ns), now_ns);
	drain(it, now_ns);
}

static void
fire(struct iterator *it, struct request *r, int64_t now_ns)
{
	bool was_busy = r->asked_anew;

	off_wire(it, r);
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
	struct iterator_timer *first;

	while ((first = iterator_timers_first(&it->timers)) != NULL &&
	       first->due_ns <= now_ns) {
		fire(it, request_of_timer(first), now_ns);
		drain(it, now_ns);
	}
	return first != NULL ? first->due_ns : INT64_MAX;
}
