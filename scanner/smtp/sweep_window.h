/*
 * sweep_window.h - the addresses that the SMTP sweep works at: places for them,
 * who of them is due when, and whose session has ended.  For scanner/smtp
 * alone.
 *
 * It lives as long as the sweep, since a session outlives the round at a stop.
 */
#ifndef SWEEP_WINDOW_H
#define SWEEP_WINDOW_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/timers.h"
#include "sweep_address.h"
#include "sweep_round.h"

enum { WINDOW_BLOCKS = 22, WINDOW_FIRST = 1024 };

struct sweep_window {
	/* Each is twice as large as that before, and none ever moves. */
	struct sweep_address *blocks[WINDOW_BLOCKS];
	uint32_t fresh; /* places from here on were never used */
	uint32_t used;
	struct sweep_address *free; /* of those before; a list */
	struct timers timers;       /* of those whose next step has a time */
	_Atomic(struct sweep_address *) ended; /* the workers' list */
	const struct sweep_round *round;
	uint32_t *order; /* of its addresses */
	uint32_t taken;  /* from the order */
};

void sweep_window_fini(struct sweep_window *w); /* all zero is fine */

/* A round, borrowed, begins; nobody is at work.  0 or -ENOMEM. */
MUST_USE int sweep_window_begin(
    struct sweep_window *w, const struct sweep_round *round, uint64_t seed);
void sweep_window_end(struct sweep_window *w);

/* The next address, waiting, if one is left.  NULL: no memory. */
struct sweep_address *sweep_window_take(struct sweep_window *w);

/* It is through. */
void sweep_window_put_back(struct sweep_window *w, struct sweep_address *a);

/* How many are to be taken still. */
uint32_t sweep_window_left(const struct sweep_window *w);

/* Its session has ended; by the worker whose that was. */
void sweep_window_tell(struct sweep_window *w, struct sweep_address *a);

/* A list of all that were told of, in that order. */
struct sweep_address *sweep_window_told(struct sweep_window *w);

/* Who works at this address of the round; NULL: nobody.  From any thread. */
struct sweep_address *sweep_window_find(
    const struct sweep_window *w, const struct sweep_round *r, uint32_t first);

#endif
