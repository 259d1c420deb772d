/*
 * sweep_state.h - what the SMTP sweep has, for the parts of it: sweep.c and
 * sweep_step.c in the stage thread, sweep_answers.c in the workers'.  For
 * scanner/smtp alone.
 */
#ifndef SWEEP_STATE_H
#define SWEEP_STATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "sweep_address.h"
#include "sweep_budget.h"
#include "sweep_config.h"
#include "sweep_hosts.h"
#include "sweep_left_out.h"
#include "sweep_queue.h"
#include "sweep_records.h"
#include "sweep_round.h"
#include "sweep_window.h"
#include "syn_loss.h"
#include "syn_silence.h"

enum { SESSIONS_MAX = 2 }; /* with one target: the first, and one after 4xx */

/* The stage thread's; see sweep_turns.h. */
struct sweep_turns {
	struct sweep_budget budget;
	struct sweep_queue ready;                /* to come into the window */
	struct sweep_queue paused[PAUSE_LEVELS]; /* until their due_ns */
	uint32_t waiting; /* in all queues, those of the budget too */
};

struct smtp_sweep {
	struct smtp_sweep_config config;
	struct sweep_hosts hosts;
	struct sweep_targets added; /* since the last plan */
	/* Workers run before there is a plan, and look only at a whole one. */
	_Atomic(struct sweep_round *) round; /* the last; NULL: none yet */
	const struct smtp_sweep_dns *dns;    /* while it runs */
	struct sweep_window window;
	struct sweep_records records;
	struct sweep_turns turns;
	struct syn_silence silence;
	struct syn_loss loss;
};

static inline struct sweep_round *
sweep_round_now(const struct smtp_sweep *s)
{
	return atomic_load(&s->round);
}

static inline struct sweep_target
sweep_target_now(const struct smtp_sweep *s, const struct sweep_address *a)
{
	return sweep_targets_at(
	    &sweep_round_now(s)->targets, atomic_load(&a->current));
}

static inline bool
sweep_is_left_out(const struct smtp_sweep *s, const struct sweep_target *t,
    struct sweep_left_out *why)
{
	return sweep_left_out_target(&s->config.policy, &s->hosts, t, why);
}

#endif
