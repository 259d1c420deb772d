#include "sweep.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "sweep_learning.h"
#include "sweep_state.h"
#include "sweep_syn.h"
#include "sweep_turns.h"
#include "sweep_window.h"

enum {
	SAME_AT_ONCE = 256, /* records between two looks at the clock */
	SOON_NS = 1000000,  /* between two rounds, unless something came */
	LOOK_NS = 10000000, /* no round is later than that */
	/* Of 7 s each: time for every session that is open to end. */
	ROUNDS_MAX = 20,
};

int
smtp_sweep_new(const struct smtp_sweep_config *config, struct smtp_sweep **out)
{
	struct smtp_sweep *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	s->config = *config;
	s->silence.is_wanted = config->doubts_silence;
	s->turns.budget.max[BUDGET_PREFIX] = config->prefix_sessions;
	s->turns.budget.max[BUDGET_OPERATOR] = config->operator_sessions;
	sweep_records_init(
	    &s->records, &(struct sweep_records){.part = config->part,
			     .halt = config->halt,
			     .counters = config->counters,
			     .smtp_port = config->smtp_port,
			     .hosts = &s->hosts});
	*out = s;
	return 0;
}

void
smtp_sweep_free(struct smtp_sweep *s)
{
	if (s == NULL)
		return;
	sweep_records_fini(&s->records);
	sweep_budget_fini(&s->turns.budget);
	sweep_round_free(sweep_round_now(s));
	array_fini(&s->added);
	sweep_hosts_fini(&s->hosts);
	free(s);
}

/* The record of a target that gets no further session: the most we know. */
static void
write_last(struct smtp_sweep *s, struct sweep_address *a, unsigned attempts)
{
	const struct sweep_target *t =
	    sweep_target_at(s, a->first + a->current);
	struct sweep_tries tries = {attempts, a->again, a->twin};
	if (a->refused != NULL)
		sweep_records_add(&s->records, t, a->refused, tries);
	else if (a->rounds > 0 || sweep_is_unserved(a))
		sweep_records_add_no_room(&s->records, t, tries);
	else
		sweep_records_add_status(
		    &s->records, t, SMTP_STATUS_TIMEOUT, tries);
	sweep_address_drop_refused(a);
}

static int
add_target(struct smtp_sweep *s, const struct sweep_target *t)
{
	struct sweep_left_out why;
	if (sweep_is_left_out(s, t, &why)) {
		sweep_records_add_left_out(&s->records, t, &why,
		    (struct sweep_tries){0, t->again, t->twin});
		return 0;
	}
	struct sweep_target *last = array_push(&s->added, 1, sizeof(*last));
	if (last == NULL)
		return -ENOMEM;
	*last = *t;
	return 0;
}

/* What an earlier start left of a target that has its record. */
static int
add_rest(struct smtp_sweep *s, uint32_t host, const struct smtp_host *h)
{
	int rc = 0;
	if (h->repeat_at != NULL)
		rc = add_target(
		    s, &(struct sweep_target){
			   .addr = *h->repeat_at, .host = host, .again = true});
	for (unsigned i = 0; i < h->twin_count && rc == 0; i++)
		rc =
		    add_target(s, &(struct sweep_target){.addr = h->twins[i].at,
				      .host = host,
				      .twin = h->twins[i].leaf});
	return rc;
}

int
smtp_sweep_add(struct smtp_sweep *s, const struct smtp_host *h)
{
	uint32_t host;
	int rc = sweep_hosts_add(&s->hosts,
	    &(struct sweep_host){.name = h->name,
		.sni = h->sni,
		.aliases = h->aliases,
		.alias_count = h->alias_count,
		.tlsa = h->tlsa,
		.tlsa_len = h->tlsa_len},
	    &host);
	if (rc == 0 && (h->repeated || h->repeat_at != NULL))
		(void)sweep_hosts_take_repeat(&s->hosts, host);
	if (rc == 0 && (h->repeat_at != NULL || h->twin_count > 0))
		rc = add_rest(s, host, h);
	else if (rc == 0 && h->address_count == 0)
		sweep_records_add_host(&s->records, host,
		    sweep_left_out_host(&s->config.policy, &s->hosts, host));
	for (unsigned i = 0; i < h->address_count && rc == 0; i++)
		rc = add_target(s, &(struct sweep_target){
				       .addr = h->addresses[i], .host = host});
	return rc;
}

int
smtp_sweep_plan(struct smtp_sweep *s)
{
	struct sweep_round *next;
	int rc = sweep_round_new(&s->added, sweep_round_now(s), &next);
	if (rc == 0)
		atomic_store(&s->round, next);
	return rc;
}

/* The present target from its beginning. */
static void
begin_target(struct sweep_address *a, int64_t now_ns)
{
	a->syns = 0;
	a->sessions = 0;
	a->rounds = 0;
	a->unread = false;
	a->due_ns = now_ns + sweep_memory_pause_ns(&a->memory);
	sweep_address_drop_refused(a);
	atomic_store(&a->phase, PHASE_WAITING);
}

/* The present target is not asked for: what the address does is known. */
static void
write_same(struct smtp_sweep *s, const struct sweep_address *a)
{
	const struct sweep_target *t = sweep_target_now(s, a);
	struct sweep_left_out why;
	if (sweep_is_left_out(s, t, &why))
		sweep_records_add_left_out(&s->records, t, &why,
		    (struct sweep_tries){0, t->again, t->twin});
	else
		sweep_records_add_same(&s->records, t, &a->memory.end);
}

/* The next target of this address; false: there is none. */
static bool
advance(struct smtp_sweep *s, struct sweep_address *a, int64_t now_ns)
{
	sweep_turns_end(s, a);
	for (unsigned i = 0; a->memory.settled; i++) {
		if (a->current + 1 == a->count)
			return false;
		if (i == SAME_AT_ONCE) {
			atomic_store(&a->phase, PHASE_ENDED);
			return true;
		}
		a->current++;
		write_same(s, a);
	}
	if (++a->current == a->count)
		return false;
	a->again = sweep_target_now(s, a)->again;
	a->twin = sweep_target_now(s, a)->twin;
	a->twin_due = LEAF_KEY_ANY;
	begin_target(a, now_ns);
	return true;
}

/* The present target once more, for the certificate that it did not send. */
static bool
twin_or_advance(struct smtp_sweep *s, struct sweep_address *a, int64_t now_ns)
{
	if (a->twin_due == LEAF_KEY_ANY || a->memory.settled)
		return advance(s, a, now_ns);
	sweep_turns_end(s, a);
	a->again = false;
	a->twin = a->twin_due;
	a->twin_due = LEAF_KEY_ANY;
	begin_target(a, now_ns);
	return true;
}

/*
 * The chain fits no TLSA record: both may have changed since TLSA was asked.
 * Of a host with several addresses one repeat will do: the TLSA answer is the
 * same for all.  Both are one observation, so it keeps its places meanwhile.
 */
static bool
repeat_or_advance(struct smtp_sweep *s, struct sweep_address *a, int64_t now_ns)
{
	uint32_t host = sweep_target_at(s, a->first + a->current)->host;
	struct dns_name base;
	if (!sweep_hosts_take_repeat(&s->hosts, host))
		return twin_or_advance(s, a, now_ns);
	sweep_hosts_sni(&s->hosts, host, &base);
	s->dns->ask_tlsa(s->dns->ctx, &base);
	count(&s->config.counters->sessions_again);
	a->again = true;
	begin_target(a, now_ns);
	return true;
}

/* There was an answer and no room for it: the SYNs begin anew. */
static bool
begin_round(struct smtp_sweep *s, struct sweep_address *a)
{
	if (a->rounds == ROUNDS_MAX || !sweep_is_unserved(a))
		return false;
	sweep_turns_end(s, a);
	atomic_store(&a->unserved_port, 0);
	a->rounds++;
	a->syns = 0;
	a->due_ns = 0;
	atomic_store(&a->phase, PHASE_WAITING);
	return true;
}

/* No session for long enough; unless a worker began one this very moment. */
static bool
time_out(struct smtp_sweep *s, struct sweep_address *a, int64_t now_ns)
{
	int probing = PHASE_PROBING;
	if (syn_silence_hold(&s->silence, a)) {
		sweep_turns_end(s, a);
		return false;
	}
	if (!syn_silence_is_believed(&s->silence))
		return true;
	if (!atomic_compare_exchange_strong(&a->phase, &probing, PHASE_ENDED))
		return true;
	if (begin_round(s, a))
		return true;
	sweep_learning_silence(s, a);
	write_last(s, a, a->sessions + 1);
	return twin_or_advance(s, a, now_ns);
}

/*
 * It is left out by now; unless a worker began a session this very moment.  The
 * session of before may have been turned away: that says more.
 */
static bool
leave_out(struct smtp_sweep *s, struct sweep_address *a, int phase,
    const struct sweep_left_out *why, int64_t now_ns)
{
	struct sweep_tries tries = {
	    a->sessions + (a->syns > 0), a->again, a->twin};
	if (!atomic_compare_exchange_strong(&a->phase, &phase, PHASE_ENDED))
		return true;
	if (a->refused != NULL)
		write_last(s, a, a->sessions);
	else
		sweep_records_add_left_out(
		    &s->records, sweep_target_now(s, a), why, tries);
	return advance(s, a, now_ns);
}

/* A SYN is due, or what silence means after the last one. */
static bool
send_or_end(struct smtp_sweep *s, struct sweep_address *a,
    enum sweep_phase phase, int64_t now_ns)
{
	struct sweep_left_out why;
	if (sweep_is_left_out(s, sweep_target_now(s, a), &why))
		return leave_out(s, a, (int)phase, &why, now_ns);
	if (a->memory.settled) { /* by a round of before */
		write_same(s, a);
		return advance(s, a, now_ns);
	}
	if (phase == PHASE_WAITING && !sweep_turns_begin(s, a))
		return false;
	if (phase == PHASE_WAITING)
		sweep_syn_first(s, a, now_ns);
	else if (a->syns >= syn_loss_tries(&s->loss))
		return time_out(s, a, now_ns);
	else
		sweep_syn_again(s, a, now_ns);
	return true;
}

/* The present target has another session. */
static void
once_more(struct smtp_sweep *s, struct sweep_address *a, int64_t now_ns)
{
	sweep_turns_end(s, a);
	a->sessions++;
	a->syns = 0;
	a->due_ns = now_ns + sweep_memory_pause_ns(&a->memory);
	atomic_store(&a->phase, PHASE_WAITING);
}

/* Left alone for longer than a round: out of the window for that time. */
static bool
is_paused(struct smtp_sweep *s, struct sweep_address *a, int64_t now_ns)
{
	if (a->memory.refusals == 0 || a->due_ns < now_ns + LOOK_NS)
		return false;
	sweep_turns_pause(s, a);
	return true;
}

/* What is due for one address; false: it is through, or waits elsewhere. */
static bool
step_address(struct smtp_sweep *s, struct sweep_address *a, int64_t now_ns)
{
	enum sweep_phase phase = (enum sweep_phase)atomic_load(&a->phase);
	switch (phase) {
	case PHASE_WAITING:
		return now_ns < a->due_ns ? !is_paused(s, a, now_ns)
					  : send_or_end(s, a, phase, now_ns);
	case PHASE_PROBING:
		return now_ns < a->due_ns || send_or_end(s, a, phase, now_ns);
	case PHASE_SESSION:
	case PHASE_STOPPED:
		return true;
	case PHASE_ENDED:
		sweep_learning_end(s, a);
		return twin_or_advance(s, a, now_ns);
	case PHASE_RETRY:
		sweep_memory_refused(&a->memory);
		once_more(s, a, now_ns);
		return true;
	case PHASE_FULL:
		a->full = a->unread = true;
		once_more(s, a, now_ns);
		return true;
	case PHASE_UNFIT:
		sweep_learning_end(s, a);
		return repeat_or_advance(s, a, now_ns);
	}
	return false;
}

/* Nobody is at work, or comes to it by itself. */
static bool
is_idle(const struct smtp_sweep *s, const struct sweep_window *w)
{
	return sweep_window_is_empty(w) && s->turns.waiting == 0;
}

/* Those that were held are asked anew, unless a worker has one by now. */
static void
release(struct smtp_sweep *s, struct sweep_window *w, int64_t now_ns)
{
	struct syn_silence *silence = &s->silence;
	if (is_idle(s, w))
		syn_silence_give_up(silence);
	if (!syn_silence_is_believed(silence))
		return;
	while (silence->count > 0) {
		struct sweep_address *a = silence->held[--silence->count];
		int probing = PHASE_PROBING;
		if (atomic_compare_exchange_strong(
			&a->phase, &probing, PHASE_ENDED))
			begin_target(a, now_ns);
		w->at[w->count++] = a;
	}
}

static int64_t
wake_ns(const struct sweep_address *a)
{
	return atomic_load(&a->phase) == PHASE_SESSION ? INT64_MAX : a->due_ns;
}

/* Those that waited come before those that are new. */
static void
fill(struct smtp_sweep *s, struct sweep_window *w, int64_t now_ns)
{
	struct sweep_address *a;
	while (w->count < w->max && (a = sweep_turns_next(s, now_ns)) != NULL)
		w->at[w->count++] = a;
	sweep_window_fill(w);
}

/* When the loop has something to do, whatever comes: a pause ends, or there is
 * room by now for those that are not taken yet. */
static int64_t
look_ns(
    const struct smtp_sweep *s, const struct sweep_window *w, int64_t now_ns)
{
	int64_t due_ns = sweep_turns_due_ns(s);
	bool has_room =
	    w->count < w->max && (s->turns.ready.first != NULL ||
				     w->taken < w->round->address_count);
	if (has_room)
		return now_ns;
	return due_ns < now_ns + LOOK_NS ? due_ns : now_ns + LOOK_NS;
}

static void
step_window(struct smtp_sweep *s, struct sweep_window *w)
{
	int64_t now_ns = clock_monotonic_ns();
	uint32_t kept = 0;
	fill(s, w, now_ns);
	s->wake_ns = INT64_MAX;
	for (uint32_t i = 0; i < w->count; i++) {
		struct sweep_address *a = w->at[i];
		if (!step_address(s, a, now_ns))
			continue;
		w->at[kept++] = a;
		if (wake_ns(a) < s->wake_ns)
			s->wake_ns = wake_ns(a);
	}
	w->count = kept;
	int64_t due_ns = look_ns(s, w, now_ns);
	if (due_ns < s->wake_ns)
		s->wake_ns = due_ns;
	sender_flush(s->config.sender, now_ns);
}

/* One round of the loop.  False: all have ended, or none ever will. */
static bool
step_round(struct smtp_sweep *s, struct sweep_window *w)
{
	if (!s->dns->step(s->dns->ctx)) {
		release(s, w, clock_monotonic_ns());
		step_window(s, w);
	}
	count_is(&s->config.counters->targets_done,
	    w->taken - w->count - s->turns.waiting - s->silence.count);
	halt_fail(
	    s->config.halt, part_tick(s->config.part, clock_monotonic_ns()));
	return !syn_silence_is_closed(&s->silence) &&
	       (!is_idle(s, w) || s->silence.count > 0);
}

/* What waits for the rate is overdue, and has to wait some more. */
static void
sleep_until_due(const struct smtp_sweep *s)
{
	int64_t soon_ns = clock_monotonic_ns() + SOON_NS;
	ring_wait(
	    s->config.sleeps_at, s->wake_ns > soon_ns ? s->wake_ns : soon_ns);
}

int
smtp_sweep_run(struct smtp_sweep *s, const struct smtp_sweep_dns *dns)
{
	const struct sweep_round *round = sweep_round_now(s);
	struct sweep_window w;
	if (round->address_count == 0)
		return 0;
	int rc = sweep_window_init(
	    &w, round, s->config.seed, s->config.max_active, SYN_SILENCE_MAX);
	if (rc < 0)
		return rc;
	s->dns = dns;
	count_is(&s->config.counters->targets, round->address_count);
	syn_silence_begin(&s->silence, round->address_count);
	while (step_round(s, &w) && !halt_is_due(s->config.halt))
		sleep_until_due(s);
	halt_fail(s->config.halt, part_flush(s->config.part));
	sweep_window_fini(&w);
	return syn_silence_is_closed(&s->silence) ? -EHOSTUNREACH : 0;
}

bool
smtp_sweep_has_round(const struct smtp_sweep *s)
{
	return sweep_round_now(s) != NULL;
}

void
smtp_sweep_was_heard(struct smtp_sweep *s)
{
	atomic_store(&s->silence.heard, true);
}

bool
smtp_sweep_has_heard(const struct smtp_sweep *s)
{
	return atomic_load(&s->silence.heard);
}
