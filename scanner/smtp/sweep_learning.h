/*
 * sweep_learning.h - what the stage thread learns of an address from how its
 * targets end (sweep_memory.h).  For scanner/smtp alone.
 */
#ifndef SWEEP_LEARNING_H
#define SWEEP_LEARNING_H

#include "sweep_state.h"

/* A worker has written the present target's record. */
void sweep_learning_end(const struct smtp_sweep *s, struct sweep_address *a);

/* No further SYN is sent for it; its record is not written yet. */
void sweep_learning_silence(
    const struct smtp_sweep *s, struct sweep_address *a);

#endif
