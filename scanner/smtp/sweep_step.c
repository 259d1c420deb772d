#include "sweep_step.h"

#include "sweep_learning.h"
#include "sweep_syn.h"
#include "sweep_turns.h"

enum {
	SAME_AT_ONCE = 256, /* records between two looks at the clock */
	/* Of 7 s each: time for every session that is open to end. */
	ROUNDS_MAX = 20,
};

/* The record of a target that gets no further session: the most we know. */
static void
write_last(struct smtp_sweep *s, struct sweep_address *a, unsigned attempts)
{
	const struct sweep_target t = sweep_target_now(s, a);
	struct sweep_tries tries = {attempts, a->again, a->twin};
	if (a->refused != NULL)
		sweep_records_add(&s->records, &t, a->refused, tries);
	else if (a->rounds > 0 || sweep_address_is_unserved(a))
		sweep_records_add_no_room(&s->records, &t, tries);
	else
		sweep_records_add_status(
		    &s->records, &t, SMTP_STATUS_TIMEOUT, tries);
	sweep_address_drop_refused(a);
}

void
sweep_step_begin(struct sweep_address *a, int64_t now_ns)
{
	a->syns = 0;
	a->sessions = 0;
	a->rounds = 0;
	a->unread = false;
	a->due_ns = now_ns + sweep_memory_pause_ns(&a->memory);
	sweep_address_drop_refused(a);
	sweep_address_move(a, PHASE_WAITING);
}

/* The present target is not asked for: what the address does is known. */
static void
write_same(struct smtp_sweep *s, const struct sweep_address *a)
{
	const struct sweep_target t = sweep_target_now(s, a);
	struct sweep_left_out why;
	if (sweep_is_left_out(s, &t, &why))
		sweep_records_add_left_out(&s->records, &t, &why,
		    (struct sweep_tries){0, t.again, t.twin});
	else
		sweep_records_add_same(&s->records, &t, &a->memory.end);
}

/* False: there is none. */
static bool
take_next(const struct smtp_sweep *s, struct sweep_address *a)
{
	uint32_t current = atomic_load(&a->current);
	if (!sweep_targets_has_next(&sweep_round_now(s)->targets, current))
		return false;
	atomic_store(&a->current, current + 1);
	a->again = sweep_target_now(s, a).again;
	a->twin = sweep_target_now(s, a).twin;
	a->twin_due = LEAF_KEY_ANY;
	return true;
}

/* The next target of this address. */
static enum sweep_step
advance(struct smtp_sweep *s, struct sweep_address *a, int64_t now_ns)
{
	sweep_turns_end(s, a);
	for (unsigned i = 0; a->memory.settled; i++) {
		if (!take_next(s, a))
			return STEP_THROUGH;
		if (i == SAME_AT_ONCE) {
			sweep_step_begin(a, now_ns);
			a->due_ns = now_ns + 1; /* after who is due now */
			return STEP_DONE;
		}
		write_same(s, a);
	}
	if (!take_next(s, a))
		return STEP_THROUGH;
	sweep_step_begin(a, now_ns);
	return STEP_DONE;
}

/* The present target once more, for the certificate that it did not send. */
static enum sweep_step
twin_or_advance(struct smtp_sweep *s, struct sweep_address *a, int64_t now_ns)
{
	if (a->twin_due == LEAF_KEY_ANY || a->memory.settled)
		return advance(s, a, now_ns);
	sweep_turns_end(s, a);
	a->again = false;
	a->twin = a->twin_due;
	a->twin_due = LEAF_KEY_ANY;
	sweep_step_begin(a, now_ns);
	return STEP_DONE;
}

/*
 * The chain fits no TLSA record: both may have changed since TLSA was asked.
 * Of a host with several addresses one repeat will do: the TLSA answer is the
 * same for all.  Both are one observation, so it keeps its places meanwhile.
 */
static enum sweep_step
repeat_or_advance(struct smtp_sweep *s, struct sweep_address *a, int64_t now_ns)
{
	uint32_t host = sweep_target_now(s, a).host;
	struct dns_name base;
	if (!sweep_hosts_take_repeat(&s->hosts, host))
		return twin_or_advance(s, a, now_ns);
	sweep_hosts_sni(&s->hosts, host, &base);
	s->dns->ask_tlsa(s->dns->ctx, &base);
	count(&s->config.counters->sessions_again);
	a->again = true;
	sweep_step_begin(a, now_ns);
	return STEP_DONE;
}

/* There was an answer and no room for it: the SYNs begin anew. */
static bool
begin_round(struct smtp_sweep *s, struct sweep_address *a)
{
	if (a->rounds == ROUNDS_MAX || !sweep_address_is_unserved(a))
		return false;
	sweep_turns_end(s, a);
	atomic_store(&a->unserved_port, 0);
	a->rounds++;
	a->syns = 0;
	a->due_ns = 0;
	sweep_address_move(a, PHASE_WAITING);
	return true;
}

/* No session for long enough; unless a worker began one this very moment. */
static enum sweep_step
time_out(struct smtp_sweep *s, struct sweep_address *a, uint64_t moves,
    int64_t now_ns)
{
	if (syn_silence_hold(&s->silence, a)) {
		sweep_turns_end(s, a);
		return STEP_WAITS;
	}
	if (!syn_silence_is_believed(&s->silence))
		return STEP_BLOCKED; /* so many are held: the port is closed */
	if (!sweep_address_move_from(a, moves, PHASE_ENDED) ||
	    begin_round(s, a))
		return STEP_DONE;
	sweep_learning_silence(s, a);
	write_last(s, a, a->sessions + 1);
	return twin_or_advance(s, a, now_ns);
}

/*
 * It is left out by now; unless a worker began a session this very moment.  The
 * session of before may have been turned away: that says more.
 */
static enum sweep_step
leave_out(struct smtp_sweep *s, struct sweep_address *a, uint64_t moves,
    const struct sweep_left_out *why, int64_t now_ns)
{
	struct sweep_tries tries = {
	    a->sessions + (a->syns > 0), a->again, a->twin};
	const struct sweep_target t = sweep_target_now(s, a);
	if (!sweep_address_move_from(a, moves, PHASE_ENDED))
		return STEP_DONE;
	if (a->refused != NULL)
		write_last(s, a, a->sessions);
	else
		sweep_records_add_left_out(&s->records, &t, why, tries);
	return advance(s, a, now_ns);
}

/* A SYN is due, or what silence means after the last one. */
static enum sweep_step
send_or_end(struct smtp_sweep *s, struct sweep_address *a, uint64_t moves,
    int64_t now_ns)
{
	const struct sweep_target t = sweep_target_now(s, a);
	struct sweep_left_out why;
	if (sweep_is_left_out(s, &t, &why))
		return leave_out(s, a, moves, &why, now_ns);
	if (a->memory.settled) { /* by a round of before, or many names ago */
		write_same(s, a);
		return advance(s, a, now_ns);
	}
	bool waits = sweep_address_phase_in(moves) == PHASE_WAITING;
	if (waits && !sweep_turns_begin(s, a))
		return STEP_WAITS;
	if (!waits && a->syns >= syn_loss_tries(&s->loss))
		return time_out(s, a, moves, now_ns);
	bool sent = waits ? sweep_syn_first(s, a, now_ns)
			  : sweep_syn_again(s, a, now_ns);
	return sent ? STEP_DONE : STEP_BLOCKED;
}

/* The present target has another session. */
static enum sweep_step
once_more(struct smtp_sweep *s, struct sweep_address *a, int64_t now_ns)
{
	sweep_turns_end(s, a);
	a->sessions++;
	a->syns = 0;
	a->due_ns = now_ns + sweep_memory_pause_ns(&a->memory);
	sweep_address_move(a, PHASE_WAITING);
	return STEP_DONE;
}

enum sweep_step
sweep_step(struct smtp_sweep *s, struct sweep_address *a, int64_t now_ns)
{
	uint64_t moves = atomic_load(&a->moves);
	switch (sweep_address_phase_in(moves)) {
	case PHASE_WAITING:
	case PHASE_PROBING:
		return send_or_end(s, a, moves, now_ns);
	case PHASE_SESSION:
	case PHASE_STOPPED:
		return STEP_DONE;
	case PHASE_ENDED:
		sweep_learning_end(s, a);
		return twin_or_advance(s, a, now_ns);
	case PHASE_RETRY:
		sweep_memory_refused(&a->memory);
		return once_more(s, a, now_ns);
	case PHASE_FULL:
		a->full = a->unread = true;
		return once_more(s, a, now_ns);
	case PHASE_UNFIT:
		sweep_learning_end(s, a);
		return repeat_or_advance(s, a, now_ns);
	}
	return STEP_DONE;
}
