/*
 * sweep_syn.h - the SYNs that ask an address for a session with its present
 * target.  For scanner/smtp alone.
 */
#ifndef SWEEP_SYN_H
#define SWEEP_SYN_H

#include "sweep_state.h"

/* The first of a turn, from a port of its own: the address is PROBING then; or
 * WAITING still, and false: the rate has no room. */
bool sweep_syn_first(
    struct smtp_sweep *s, struct sweep_address *a, int64_t now_ns);

/* One more of that turn; false: the rate has no room. */
bool sweep_syn_again(
    struct smtp_sweep *s, struct sweep_address *a, int64_t now_ns);

#endif
