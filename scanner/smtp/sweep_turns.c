#include "sweep_turns.h"

struct turn_keys {
	struct budget_key prefix, operator;
};

static struct turn_keys
keys_of(const struct smtp_sweep *s, const struct sweep_address *a)
{
	const struct sweep_target t = sweep_target_now(s, a);
	return (struct turn_keys){
	    .prefix = budget_key_of_prefix(&t.addr),
	    .operator= sweep_hosts_operator(&s->hosts, t.host),
	};
}

/* A host that has had a session, or was refused, is not put off for others. */
static bool
is_fresh(const struct sweep_address *a)
{
	return a->sessions == 0 && a->rounds == 0 && !a->again &&
	       a->twin == LEAF_KEY_ANY;
}

/*
 * Another host of this address, whose operator has a place, becomes the present
 * one.  That looks at all of them; but a turn takes a session's time.
 */
static bool
choose_other(struct smtp_sweep *s, struct sweep_address *a)
{
	struct sweep_targets *targets = &sweep_round_now(s)->targets;
	uint32_t current = atomic_load(&a->current), i = current;
	struct budget_key full =
	    sweep_hosts_operator(&s->hosts, sweep_target_now(s, a).host);
	while (is_fresh(a) && sweep_targets_has_next(targets, i)) {
		struct budget_key key = sweep_hosts_operator(
		    &s->hosts, sweep_targets_at(targets, ++i).host);
		if (key.hash == full.hash)
			continue;
		if (!sweep_budget_is_full(&s->turns.budget, &key)) {
			sweep_targets_swap(targets, current, i);
			a->again = sweep_target_now(s, a).again;
			a->twin = sweep_target_now(s, a).twin;
			return true;
		}
		full = key;
	}
	return false;
}

static void
wait_for(
    struct smtp_sweep *s, const struct budget_key *key, struct sweep_address *a)
{
	sweep_budget_wait(&s->turns.budget, key, a);
	s->turns.waiting++;
}

/* False: the machine has no memory, and the scan ends. */
static bool
take(struct smtp_sweep *s, const struct turn_keys *keys)
{
	int rc = sweep_budget_take(&s->turns.budget, &keys->prefix);
	if (rc == 0) {
		rc = sweep_budget_take(&s->turns.budget, &keys->operator);
		if (rc < 0)
			sweep_budget_give(&s->turns.budget, &keys->prefix);
	}
	halt_fail(s->config.halt, rc);
	return rc == 0;
}

bool
sweep_turns_begin(struct smtp_sweep *s, struct sweep_address *a)
{
	struct turn_keys keys = keys_of(s, a);
	if (a->placed || s->config.syn_only)
		return true;
	if (sweep_budget_is_full(&s->turns.budget, &keys.prefix)) {
		wait_for(s, &keys.prefix, a);
		return false;
	}
	if (sweep_budget_is_full(&s->turns.budget, &keys.operator) &&
	    !choose_other(s, a)) {
		wait_for(s, &keys.operator, a);
		return false;
	}
	keys = keys_of(s, a);
	a->placed = take(s, &keys);
	return a->placed;
}

static void
make_ready(struct smtp_sweep *s, struct sweep_address *a)
{
	sweep_queue_push(&s->turns.ready, a);
	s->turns.waiting++;
}

/* Nobody waits for a key that has a place. */
static void
serve(struct smtp_sweep *s, const struct budget_key *key)
{
	struct sweep_address *a;
	while ((a = sweep_budget_next(&s->turns.budget, key)) != NULL) {
		s->turns.waiting--;
		if (sweep_turns_begin(s, a))
			make_ready(s, a);
	}
}

void
sweep_turns_end(struct smtp_sweep *s, struct sweep_address *a)
{
	struct turn_keys keys = keys_of(s, a);
	if (!a->placed)
		return;
	a->placed = false;
	sweep_budget_give(&s->turns.budget, &keys.prefix);
	sweep_budget_give(&s->turns.budget, &keys.operator);
	serve(s, &keys.prefix);
	serve(s, &keys.operator);
}

/* Of one length all pauses end in the order in which they began. */
void
sweep_turns_pause(struct smtp_sweep *s, struct sweep_address *a)
{
	unsigned level = sweep_memory_pause_level(&a->memory);
	sweep_queue_push(&s->turns.paused[level], a);
	s->turns.waiting++;
}

struct sweep_address *
sweep_turns_next(struct smtp_sweep *s, int64_t now_ns)
{
	struct sweep_queue *from = &s->turns.ready;
	for (unsigned i = 0; i < PAUSE_LEVELS && from->first == NULL; i++) {
		struct sweep_queue *q = &s->turns.paused[i];
		if (q->first != NULL && q->first->due_ns <= now_ns)
			from = q;
	}
	struct sweep_address *a = sweep_queue_pop(from);
	s->turns.waiting -= a != NULL;
	return a;
}

int64_t
sweep_turns_due_ns(const struct smtp_sweep *s)
{
	int64_t due_ns = INT64_MAX;
	for (unsigned i = 0; i < PAUSE_LEVELS; i++) {
		const struct sweep_address *a = s->turns.paused[i].first;
		if (a != NULL && a->due_ns < due_ns)
			due_ns = a->due_ns;
	}
	return due_ns;
}
