/*
 * sweep_round.h - the targets that the SMTP sweep takes at one go, by address.
 * For scanner/smtp alone.
 *
 * A worker may look at a round while the next one is made, so the rounds of
 * before are kept as they are.
 */
#ifndef SWEEP_ROUND_H
#define SWEEP_ROUND_H

#include <stdint.h>

#include "base/macros.h"
#include "sweep_note.h"
#include "sweep_targets.h"

struct sweep_round {
	struct sweep_targets targets;
	struct sweep_note *notes; /* at the first target of each address */
	uint32_t address_count;
	uint32_t number; /* from 0 on */
	struct sweep_round *before;
};

/*
 * Takes the targets, which are sealed then, and the round of before, which may
 * be NULL.  0; or -ENOMEM, and both are the caller's still.
 */
MUST_USE int sweep_round_new(struct sweep_targets *targets,
    struct sweep_round *before, struct sweep_round **out);

/* This one and all before it; NULL is fine. */
void sweep_round_free(struct sweep_round *r);

#endif
