#include "sweep_address.h"

#include <stdlib.h>

enum { PHASE_BITS = 8 };

enum sweep_phase
sweep_address_phase_in(uint64_t moves)
{
	return (enum sweep_phase)(moves & ((1u << PHASE_BITS) - 1));
}

enum sweep_phase
sweep_address_phase(const struct sweep_address *a)
{
	return sweep_address_phase_in(atomic_load(&a->moves));
}

static uint64_t
next_move(uint64_t moves, enum sweep_phase to)
{
	return ((moves >> PHASE_BITS) + 1) << PHASE_BITS | (uint64_t)to;
}

void
sweep_address_move(struct sweep_address *a, enum sweep_phase to)
{
	atomic_store(&a->moves, next_move(atomic_load(&a->moves), to));
}

bool
sweep_address_move_from(
    struct sweep_address *a, uint64_t moves, enum sweep_phase to)
{
	return atomic_compare_exchange_strong(
	    &a->moves, &moves, next_move(moves, to));
}

/* By the port: each session has its own, so old marks are not believed. */
bool
sweep_address_is_unserved(const struct sweep_address *a)
{
	return a->syns > 0 &&
	       atomic_load(&a->unserved_port) == atomic_load(&a->src_port);
}

void
sweep_address_drop_refused(struct sweep_address *a)
{
	if (a->refused == NULL)
		return;
	smtp_result_fini(a->refused);
	free(a->refused);
	a->refused = NULL;
}
