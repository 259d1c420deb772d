/*
 * sweep_round.h - the targets that the SMTP sweep takes at one go, grouped by
 * address.  For scanner/smtp alone.
 *
 * A worker may look at a round while the next one is made, so the rounds of
 * before are kept as they are.
 */
#ifndef SWEEP_ROUND_H
#define SWEEP_ROUND_H

#include <stdint.h>

#include "base/addr.h"
#include "base/array.h"
#include "base/macros.h"
#include "sweep_address.h"

struct sweep_round {
	struct sweep_target *targets; /* by address */
	struct sweep_address *addresses;
	uint32_t address_count;
	uint32_t number; /* from 0 on */
	struct sweep_round *before;
};

/*
 * Takes the targets, struct sweep_target, out of the array, and the round of
 * before, which may be NULL.  0; or -ENOMEM, and both are the caller's still.
 */
MUST_USE int sweep_round_new(struct array *targets, struct sweep_round *before,
    struct sweep_round **out);

/* This one and all before it; NULL is fine. */
void sweep_round_free(struct sweep_round *r);

/* NULL: it is not among the addresses. */
struct sweep_address *sweep_round_find(
    const struct sweep_round *r, const struct addr *at);

#endif
