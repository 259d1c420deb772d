/*
 * sweep_step.h - the next step of one address that the SMTP sweep works at, in
 * the stage thread: a SYN, a record, the next target.  For scanner/smtp alone.
 */
#ifndef SWEEP_STEP_H
#define SWEEP_STEP_H

#include <stdint.h>

#include "sweep_state.h"

enum sweep_step {
	STEP_DONE,    /* and there will be another */
	STEP_THROUGH, /* it was the last one */
	STEP_WAITS,   /* elsewhere: for its turn, or for who is heard first */
	STEP_BLOCKED, /* nothing can be sent now */
};

/* Due by its time, or as its session has ended. */
enum sweep_step sweep_step(
    struct smtp_sweep *s, struct sweep_address *a, int64_t now_ns);

/* The present target from its beginning. */
void sweep_step_begin(struct sweep_address *a, int64_t now_ns);

#endif
