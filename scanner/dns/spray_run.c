#include "spray_run.h"

#include "base/clock.h"
#include "scanner/engine/cookie.h"
#include "scanner/engine/credit.h"
#include "scanner/engine/local_loss.h"
#include "spray_left.h"

enum {
	PARKED_MAX = 4096,
	STEP_EVERY = 64,   /* questions between two looks at the rings */
	UNPARK_EACH = 16,  /* are tried again at each */
	UNPARK_IDLE = 256, /* where nothing else is to be done */
	RETRY_AFTER_S = 2, /* for the last replies of a pass to come in */
	FEW_ONE_OF = 8,    /* questions: no more were lost on our side */
	BARREN_MAX = 4,    /* turns of a pass, in a row, that closed nothing */
};

/*
 * A run at work: the pass it is in, and what waits.
 *
 * A question has no timer, for nothing is kept of it but a byte.  The pass is
 * the timer of all: what is still open at its end was lost or not answered, and
 * the next pass asks another server.  The stage thread alone is in here; the
 * recorder closes questions meanwhile (spray.c).
 *
 * A pass in which replies were lost on our side says nothing of servers that
 * were silent in it: it is repeated, and asks the same ones.  In each turn each
 * open question is sent once.
 */
struct pass {
	const struct spray_run *run;
	struct permutation order;
	unsigned number; /* from 1 */
	unsigned turn;   /* from 1: a pass that is repeated has several */
	struct credit credit;
	struct local_loss loss;
	uint64_t parked[PARKED_MAX]; /* a ring */
	unsigned parked_first, parked_count;
	uint64_t passed_over;     /* in this round */
	unsigned passed_in_a_row; /* of these, since one was sent */
	unsigned since_step;
	int64_t now_ns; /* of the last step: early enough for all bounds */
};

static bool
is_stopping(const struct spray_run *run)
{
	return halt_is_due(run->halt);
}

static enum sent
send_to(const struct pass *p, const struct dns_question *q,
    const struct addr *server)
{
	const struct spray_run *run = p->run;
	uint8_t query[DNS_QUERY_MAX];
	struct dns_cookie cookie = cookie_dns(run->key, server, &q->name,
	    q->type, run->ports.first, run->ports.last);
	size_t len = dns_query_build(
	    query, cookie.id, &q->name, q->type, DNS_EDNS_UDP_BYTES);
	return sender_question(run->sender,
	    &(struct frame_udp){
		.dst = *server,
		.src_port = cookie.src_port,
		.dst_port = 53,
		.payload = query,
		.payload_len = len,
	    },
	    p->now_ns);
}

/*
 * The resolver finds other servers, or says why nobody is asked.  While it is
 * full the question stays open, for a later pass.
 */
static enum sent
hand_over(const struct spray_run *run, uint64_t i,
    const struct dns_question *question)
{
	if (!resolver_is_full(run->resolver) && spray_close(run->spray, i))
		resolver_ask(run->resolver, &question->name, question->type);
	return SENT_NEVER;
}

static bool
has_opted_out(const struct spray_run *run, const struct dns_question *question)
{
	return opt_out_of_question(blocklist_opt_out(run->blocklist),
		   question) != NOT_ASKED_UNSAID;
}

/*
 * By the rate, and by credit: where nobody is heard nothing gives any back.
 * First of all, as the question is found and built in vain else.
 */
static bool
may_send(const struct pass *p)
{
	return (p->run->hears_nobody || credit_allows(&p->credit)) &&
	       sender_has_room(p->run->sender, p->now_ns);
}

static enum sent
send_question(struct pass *p, uint64_t i)
{
	const struct spray_run *run = p->run;
	struct dns_question question;
	uint32_t delegation;

	if (!may_send(p))
		return SENT_LATER;
	spray_question(run->spray, i, &question, &delegation);
	unsigned n = servers_count(run->servers, delegation);
	if (n == 0 || has_opted_out(run, &question))
		return hand_over(run, i, &question);
	const struct addr *server = servers_at(run->servers, delegation,
	    servers_choose(run->seed, i, p->number, n));
	if (!servers_may_ask(run->servers, delegation, server))
		return hand_over(run, i, &question);
	enum sent sent = send_to(p, &question, server);
	if (sent == SENT) {
		credit_take(&p->credit);
		spray_note_sent(run->spray, i);
		count(&run->counters->questions_sent);
	}
	return sent;
}

static void
push_parked(struct pass *p, uint64_t i)
{
	p->parked[(p->parked_first + p->parked_count++) % PARKED_MAX] = i;
}

static uint64_t
pop_parked(struct pass *p)
{
	uint64_t i = p->parked[p->parked_first];
	p->parked_first = (p->parked_first + 1) % PARKED_MAX;
	p->parked_count--;
	return i;
}

/* Is it to be sent in this turn, and was not?  It may be parked twice. */
static bool
is_due(const struct pass *p, uint64_t i)
{
	return spray_is_open(p->run->spray, i) &&
	       spray_sent(p->run->spray, i) < p->turn;
}

/*
 * Tries so many of the parked ones, those that wait longest first; who still
 * must wait goes to the end.  Not all at each step: there are always some that
 * wait for the largest operators, and others would wait for these tries.
 */
static void
unpark(struct pass *p, unsigned tries)
{
	if (tries > p->parked_count)
		tries = p->parked_count;
	for (; tries > 0; tries--) {
		uint64_t i = pop_parked(p);
		if (!is_due(p, i))
			continue;
		enum sent sent = send_question(p, i);
		if (sent == SENT_LATER || sent == SENT_BUSY)
			push_parked(p, i);
	}
}

/* What was closed is done, though the resolver may be at it still. */
static void
count_done(const struct spray_run *run)
{
	uint64_t all = counted(&run->counters->targets);
	uint64_t open = spray_open_count(run->spray);
	count_is(&run->counters->targets_done, open < all ? all - open : 0);
}

static void
see_replies(struct pass *p, int64_t now_ns)
{
	const struct ring *replies = p->run->replies;
	credit_see(
	    &p->credit, ring_taken(replies), ring_waiting(replies), now_ns);
	switch (local_loss_look(&p->loss, now_ns)) {
	case LOCAL_LOSS_NOT_LOOKED:
		return;
	case LOCAL_LOSS_NONE:
		credit_grow(&p->credit);
		return;
	case LOCAL_LOSS_MORE:
		credit_shrink(&p->credit);
		return;
	}
}

static void
step_trying(struct pass *p, unsigned tries)
{
	int64_t now_ns = p->now_ns = clock_monotonic_ns();
	count_done(p->run);
	see_replies(p, now_ns);
	p->since_step = 0;
	unpark(p, tries);
	resolver_step(p->run->resolver, now_ns);
	sender_flush(p->run->sender, now_ns);
}

static void
step(struct pass *p)
{
	step_trying(p, UNPARK_EACH);
}

/* Nothing can be sent but what is parked, or nothing at all. */
static void
idle(struct pass *p)
{
	step_trying(p, UNPARK_IDLE);
	clock_pause();
}

/*
 * With no place left it is passed over.  Where that is so of one question after
 * the other, all of them wait for servers, and there is no hurry.
 */
static void
park(struct pass *p, uint64_t i)
{
	count(&p->run->counters->questions_parked);
	if (p->parked_count < PARKED_MAX) {
		push_parked(p, i);
		return;
	}
	p->passed_over++;
	if (++p->passed_in_a_row < STEP_EVERY)
		return;
	p->passed_in_a_row = 0;
	idle(p);
}

/*
 * In another round of a turn only those are left that were passed over: all
 * others are closed, or were sent as often as there were turns.
 */
static void
visit(struct pass *p, uint64_t i)
{
	const struct spray_run *run = p->run;
	if (!is_due(p, i))
		return;
	enum sent sent;
	while (
	    (sent = send_question(p, i)) == SENT_LATER && !is_stopping(run)) {
		step(p);
		clock_pause();
	}
	if (sent == SENT_BUSY)
		park(p, i);
	else
		p->passed_in_a_row = 0;
	if (++p->since_step >= STEP_EVERY)
		step(p);
}

static void
round_of_turn(struct pass *p)
{
	const struct spray_run *run = p->run;
	p->passed_over = 0;
	for (uint64_t at = run->shard; at < p->order.count && !is_stopping(run);
	     at += run->shards)
		visit(p, permutation_at(&p->order, at));
	/* As long as others wait behind them a server that is slow would have
	 * all wait for it. */
	while (p->passed_over == 0 && p->parked_count > 0 && !is_stopping(run))
		idle(p);
}

static void
wait_for_replies(struct pass *p, unsigned seconds)
{
	int64_t until = clock_monotonic_ns() + seconds * NS_PER_S;
	if (p->run->hears_nobody)
		return;
	while (clock_monotonic_ns() < until && !is_stopping(p->run) &&
	       spray_open_count(p->run->spray) > 0) {
		step(p);
		clock_pause();
	}
}

/* Until the resolver takes another question. */
static void
wait_for_resolver(struct pass *p)
{
	while (resolver_is_full(p->run->resolver) && !is_stopping(p->run)) {
		step(p);
		clock_pause();
	}
}

/*
 * False: it is left, as it is not worth the resolver's while by now.  At a
 * stop it stays as it is: whoever goes on with the run asks it.
 */
static bool
end_question(struct pass *p, uint64_t i, bool at_last)
{
	const struct spray_run *run = p->run;
	struct spray_left q;

	if (!spray_is_open(run->spray, i))
		return true;
	spray_left_get(run, i, &q);
	if (spray_sent(run->spray, i) == 0 ||
	    spray_left_is_worth_resolving(run, &q)) {
		wait_for_resolver(p);
		if (!is_stopping(run))
			spray_left_resolve(run, &q);
		return true;
	}
	if (at_last)
		spray_left_give_up(run, &q);
	return at_last;
}

/* Gives how many are left. */
static uint64_t
end_questions(struct pass *p, bool at_last)
{
	const struct spray_run *run = p->run;
	uint64_t left = 0;

	for (uint64_t at = run->shard; at < p->order.count && !is_stopping(run);
	     at += run->shards) {
		left +=
		    !end_question(p, permutation_at(&p->order, at), at_last);
		if (at % STEP_EVERY == 0)
			step(p);
	}
	return left;
}

/*
 * What no pass could close.  First what the resolver can help: what it sees of
 * this path tells whether it can help those whose servers were never heard.
 */
static void
end_spray(struct pass *p)
{
	const struct spray_run *run = p->run;

	if (end_questions(p, false) == 0)
		return;
	while (!resolver_is_idle(run->resolver) && !is_stopping(run)) {
		step(p);
		clock_pause();
	}
	(void)end_questions(p, true);
}

void
spray_order(struct permutation *order, uint64_t question_count, uint64_t seed,
    enum stage stage)
{
	permutation_init(order, question_count, seed, (uint64_t)stage);
}

/* Those of a run that goes on may be closed; else all are open. */
static uint64_t
open_of_ours(const struct pass *p)
{
	const struct spray_run *run = p->run;
	uint64_t total = p->order.count, open = 0;

	if (spray_open_count(run->spray) == total)
		return run->shard >= total
			   ? 0
			   : (total - run->shard + run->shards - 1) /
				 run->shards;
	for (uint64_t at = run->shard; at < total; at += run->shards)
		open +=
		    spray_is_open(run->spray, permutation_at(&p->order, at));
	return open;
}

/* How things stood when a turn began; or what was otherwise at its end. */
struct turn {
	uint64_t lost, sent, open;
};

static struct turn
turn_now(struct pass *p)
{
	(void)local_loss_look_now(&p->loss, clock_monotonic_ns());
	return (struct turn){.lost = p->loss.frames,
	    .sent = counted(&p->run->counters->questions_sent),
	    .open = spray_open_count(p->run->spray)};
}

/*
 * The turn says nothing of what is open still, as its reply may be among those
 * that were lost.  Where no question was closed in it silence is likelier, and
 * of few lost replies certain enough when it was the second time.
 */
static bool
is_void(const struct turn *before, const struct turn *after, unsigned barren)
{
	uint64_t lost = after->lost - before->lost;
	bool are_few = lost < (after->sent - before->sent) / FEW_ONE_OF;

	return lost > 0 && after->open > 0 &&
	       barren < (are_few ? 2 : BARREN_MAX);
}

static void
one_turn(struct pass *p)
{
	const struct spray_run *run = p->run;

	p->turn++;
	do
		round_of_turn(p);
	while (p->passed_over > 0 && !is_stopping(run));
	wait_for_replies(
	    p, p->number < run->probes ? RETRY_AFTER_S : run->cooldown_s);
}

/* Whoever hears nobody loses nothing. */
static bool
has_room_for_repeat(const struct pass *p)
{
	const struct spray_run *run = p->run;
	unsigned passes_left = run->probes - p->number;

	return p->turn + passes_left < SPRAY_SENT_MAX && !run->hears_nobody &&
	       !is_stopping(run);
}

static void
one_pass(struct pass *p)
{
	struct turn before, after = turn_now(p);
	unsigned barren = 0;

	for (;;) {
		before = after;
		one_turn(p);
		after = turn_now(p);
		barren = after.open < before.open ? 0 : barren + 1;
		if (!has_room_for_repeat(p) ||
		    !is_void(&before, &after, barren))
			return;
		spray_note_repeat(p->run->spray);
	}
}

void
spray_run(const struct spray_run *run)
{
	uint64_t total = spray_count(run->spray);
	if (total == 0)
		return;
	struct pass p = {.run = run};
	spray_order(&p.order, total, run->seed, spray_stage(run->spray));

	spray_set_open_count(run->spray, open_of_ours(&p));
	count_is(&run->counters->targets, spray_open_count(run->spray));
	int64_t now_ns = clock_monotonic_ns();
	p.now_ns = now_ns;
	credit_init(&p.credit, ring_slots(run->replies),
	    ring_taken(run->replies), now_ns);
	local_loss_init(&p.loss, run->link, run->counters, now_ns);
	for (p.number = 1; p.number <= run->probes; p.number++)
		one_pass(&p);
	end_spray(&p);
	count_done(run);
}
