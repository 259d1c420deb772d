/*
 * sweep_window.h - the addresses that the SMTP sweep works at: a window over
 * all of a round, in their order.  For scanner/smtp alone.
 */
#ifndef SWEEP_WINDOW_H
#define SWEEP_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"
#include "sweep_order.h"
#include "sweep_round.h"

struct sweep_window {
	struct sweep_address **at;
	uint32_t count, max;
	uint32_t taken; /* from the order */
	struct sweep_place *order;
	const struct sweep_round *round;
};

/*
 * `max` at one time, and `spare` more that are put back.  The round is
 * borrowed.  0 or -ENOMEM.
 */
MUST_USE int sweep_window_init(struct sweep_window *w,
    const struct sweep_round *round, uint64_t seed, uint32_t max,
    uint32_t spare);
void sweep_window_fini(struct sweep_window *w);

/* Takes as many as there is room for. */
void sweep_window_fill(struct sweep_window *w);

/* None is left, neither here nor to be taken. */
bool sweep_window_is_empty(const struct sweep_window *w);

#endif
