#include "sweep.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/clock.h"
#include "sweep_learning.h"
#include "sweep_state.h"
#include "sweep_step.h"
#include "sweep_turns.h"

enum {
	SOON_NS = 1000000,    /* between two rounds, unless something came */
	LOOK_NS = 10000000,   /* no round is later than that */
	TAKEN_AT_ONCE = 1000, /* addresses between two looks at the clock */
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
	sweep_window_fini(&s->window);
	sweep_targets_fini(&s->added);
	sweep_hosts_fini(&s->hosts);
	free(s);
}

static int
add_target(struct smtp_sweep *s, const struct sweep_target *t)
{
	struct sweep_left_out why;
	if (!sweep_is_left_out(s, t, &why))
		return sweep_targets_add(&s->added, t);
	sweep_records_add_left_out(
	    &s->records, t, &why, (struct sweep_tries){0, t->again, t->twin});
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

int
smtp_sweep_learn(struct smtp_sweep *s, const struct smtp_record *r)
{
	return sweep_learning_record(s, r);
}

/*
 * Until its next step.  Who is left alone for longer than a round is out of the
 * window for that time.
 */
static void
set_due(struct smtp_sweep *s, struct sweep_address *a, int64_t now_ns)
{
	enum sweep_phase phase = sweep_address_phase(a);
	bool paused = phase == PHASE_WAITING && a->memory.refusals > 0 &&
		      a->due_ns >= now_ns + LOOK_NS;
	if (paused)
		sweep_turns_pause(s, a);
	else if (phase == PHASE_WAITING || phase == PHASE_PROBING)
		timers_set(&s->window.timers, &a->timer, a->due_ns);
}

/* False: nothing can be sent now. */
static bool
take_step(struct smtp_sweep *s, struct sweep_address *a, int64_t now_ns)
{
	switch (sweep_step(s, a, now_ns)) {
	case STEP_DONE:
		set_due(s, a, now_ns);
		return true;
	case STEP_THROUGH:
		sweep_window_put_back(&s->window, a);
		return true;
	case STEP_WAITS:
		return true;
	case STEP_BLOCKED:
		set_due(s, a, now_ns);
		return false;
	}
	return true;
}

/* Of those that wait elsewhere none is counted. */
static uint32_t
at_work(const struct smtp_sweep *s)
{
	return s->window.used - s->silence.count - s->turns.waiting;
}

static bool
is_anybody_left(const struct smtp_sweep *s)
{
	return s->window.used > s->silence.count ||
	       sweep_window_left(&s->window) > 0;
}

/* Those that were held are asked anew, unless a worker has one by now. */
static void
release(struct smtp_sweep *s, int64_t now_ns)
{
	struct syn_silence *silence = &s->silence;
	if (!is_anybody_left(s))
		syn_silence_give_up(silence);
	if (!syn_silence_is_believed(silence))
		return;
	while (silence->count > 0) {
		struct sweep_address *a = silence->held[--silence->count];
		uint64_t moves = atomic_load(&a->moves);
		if (sweep_address_phase_in(moves) != PHASE_PROBING ||
		    !sweep_address_move_from(a, moves, PHASE_ENDED))
			continue; /* we are told when that has ended */
		sweep_step_begin(a, now_ns);
		set_due(s, a, now_ns);
	}
}

/* One of them may be held still: whoever ended it has been heard by then. */
static void
step_ended(struct smtp_sweep *s, int64_t now_ns)
{
	struct sweep_address *a = sweep_window_told(&s->window);
	release(s, now_ns);
	while (a != NULL) {
		struct sweep_address *next = a->next;
		timers_clear(&s->window.timers, &a->timer);
		(void)take_step(s, a, now_ns);
		a = next;
	}
}

static struct sweep_address *
address_of(struct timer *t)
{
	return (void *)((char *)t - offsetof(struct sweep_address, timer));
}

/* False: nothing can be sent now. */
static bool
step_due(struct smtp_sweep *s, int64_t now_ns)
{
	struct timers *timers = &s->window.timers;
	struct timer *t;
	bool goes_on = true;
	while (goes_on && (t = timers_first(timers)) != NULL &&
	       t->due_ns <= now_ns) {
		struct sweep_address *a = address_of(t);
		enum sweep_phase phase = sweep_address_phase(a);
		timers_clear(timers, t);
		if (phase == PHASE_WAITING || phase == PHASE_PROBING)
			goes_on = take_step(s, a, now_ns);
	}
	return goes_on;
}

/* Each that waits has a place, so there is a bound to them. */
static bool
may_begin(const struct smtp_sweep *s)
{
	unsigned max = s->config.max_waiting;
	return sweep_window_left(&s->window) > 0 &&
	       (max == 0 || s->turns.waiting < max);
}

/* Those that waited come before those that are new. */
static struct sweep_address *
next_address(struct smtp_sweep *s, int64_t now_ns)
{
	struct sweep_address *a = sweep_turns_next(s, now_ns);
	if (a == NULL && may_begin(s)) {
		a = sweep_window_take(&s->window);
		halt_fail(s->config.halt, a == NULL ? -ENOMEM : 0);
	}
	return a;
}

static bool
has_room(const struct smtp_sweep *s)
{
	return at_work(s) < s->config.max_active;
}

/* As many as can be asked now: who is at work already comes first. */
static void
step_new(struct smtp_sweep *s, int64_t now_ns)
{
	struct sweep_address *a;
	for (unsigned i = 0; i < TAKEN_AT_ONCE && has_room(s) &&
			     (a = next_address(s, now_ns)) != NULL;
	     i++) {
		if (a->due_ns > now_ns)
			set_due(s, a, now_ns);
		else if (!take_step(s, a, now_ns))
			return;
	}
}

/* What an end brings with it is of the next round: TLSA may be asked first. */
static void
step_window(struct smtp_sweep *s)
{
	int64_t now_ns = clock_monotonic_ns();
	if (step_due(s, now_ns))
		step_new(s, now_ns);
	step_ended(s, now_ns);
	sender_flush(s->config.sender, now_ns);
}

/* One round of the loop.  False: all have ended, or none ever will. */
static bool
step_round(struct smtp_sweep *s)
{
	const struct sweep_window *w = &s->window;
	if (!s->dns->step(s->dns->ctx))
		step_window(s);
	count_is(&s->config.counters->targets_done, w->taken - w->used);
	halt_fail(
	    s->config.halt, part_tick(s->config.part, clock_monotonic_ns()));
	return !syn_silence_is_closed(&s->silence) &&
	       (is_anybody_left(s) || s->silence.count > 0);
}

/* When something is to be done, whatever comes. */
static int64_t
due_ns(const struct smtp_sweep *s, int64_t now_ns)
{
	const struct timer *first = timers_first(&s->window.timers);
	int64_t until_ns = now_ns + LOOK_NS, pause_ns = sweep_turns_due_ns(s);
	if (has_room(s) && (s->turns.ready.first != NULL || may_begin(s)))
		return now_ns;
	if (first != NULL && first->due_ns < until_ns)
		until_ns = first->due_ns;
	return pause_ns < until_ns ? pause_ns : until_ns;
}

/* What waits for the rate is overdue, and has to wait some more. */
static void
sleep_until_due(const struct smtp_sweep *s)
{
	int64_t now_ns = clock_monotonic_ns(), until_ns = due_ns(s, now_ns);
	if (until_ns < now_ns + SOON_NS)
		until_ns = now_ns + SOON_NS;
	ring_wait(s->config.sleeps_at, until_ns);
}

int
smtp_sweep_run(struct smtp_sweep *s, const struct smtp_sweep_dns *dns)
{
	const struct sweep_round *round = sweep_round_now(s);
	if (round->address_count == 0)
		return 0;
	int rc = sweep_window_begin(&s->window, round, s->config.seed);
	if (rc < 0)
		return rc;
	s->dns = dns;
	count_is(&s->config.counters->targets, round->address_count);
	syn_silence_begin(&s->silence, round->address_count);
	while (step_round(s) && !halt_is_due(s->config.halt))
		sleep_until_due(s);
	halt_fail(s->config.halt, part_flush(s->config.part));
	sweep_window_end(&s->window);
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
