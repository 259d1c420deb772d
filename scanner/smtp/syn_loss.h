/*
 * syn_loss.h - does the path to port 25 lose packets?  Hosts that answer, but
 * not their first SYN, say so; those that never do say nothing of it.
 */
#ifndef SYN_LOSS_H
#define SYN_LOSS_H

#include <stdatomic.h>
#include <stdbool.h>

/* Workers note answers; the stage thread asks. */
struct syn_loss {
	atomic_uint answered, late;
};

/* A host answered; `repeated`: more than one SYN was sent to it. */
void syn_loss_answered(struct syn_loss *l, bool repeated);

/* So many were late that silence after the usual SYNs means little. */
bool syn_loss_is_seen(const struct syn_loss *l);

/* So many SYNs an address gets, before its silence is believed. */
unsigned syn_loss_tries(const struct syn_loss *l);

#endif
