/*
 * sweep_turns.h - whose turn it is in the SMTP sweep.  An address takes a place
 * of its prefix and of its host's operator (sweep_budget.h) before the first
 * SYN, and gives both back where that host's session is over, or its SYNs were
 * in vain.  Whoever finds no place, or is left alone for a while after 4xx,
 * waits outside of the window, so that others go on.  For scanner/smtp alone.
 *
 * An address whose host's operator has no place left takes another host first,
 * if the operator of that one has.
 */
#ifndef SWEEP_TURNS_H
#define SWEEP_TURNS_H

#include "sweep_state.h"

/* Before the first SYN of a turn.  False: it waits, outside of the window. */
bool sweep_turns_begin(struct smtp_sweep *s, struct sweep_address *a);

/* The turn of its present host is over, or is put off. */
void sweep_turns_end(struct smtp_sweep *s, struct sweep_address *a);

/* It is left alone until due_ns, outside of the window. */
void sweep_turns_pause(struct smtp_sweep *s, struct sweep_address *a);

/* One that waited, and is to come into the window; NULL: none is. */
struct sweep_address *sweep_turns_next(struct smtp_sweep *s, int64_t now_ns);

/* When the first pause ends, or INT64_MAX. */
int64_t sweep_turns_due_ns(const struct smtp_sweep *s);

#endif
