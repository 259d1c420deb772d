/*
 * sweep_learning.h - what the stage thread learns of an address from how its
 * targets end (sweep_memory.h), now or in an earlier start.  For scanner/smtp
 * alone.
 */
#ifndef SWEEP_LEARNING_H
#define SWEEP_LEARNING_H

#include "base/macros.h"
#include "output/record/smtp.h"
#include "sweep_state.h"

/* A worker has written the present target's record. */
void sweep_learning_end(const struct smtp_sweep *s, struct sweep_address *a);

/* No further SYN is sent for it; its record is not written yet. */
void sweep_learning_silence(
    const struct smtp_sweep *s, struct sweep_address *a);

/*
 * A record of an earlier start, whatever order they come in, before the round
 * runs.  Of one address that was silent, or of which others were told the same,
 * nobody is asked again.  0 or -ENOMEM.
 */
MUST_USE int sweep_learning_record(
    struct smtp_sweep *s, const struct smtp_record *r);

#endif
