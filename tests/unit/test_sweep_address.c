/* A place at which the SMTP sweep works: who moves it, and who is too late. */
#include "scanner/smtp/sweep_address.h"

#include <stdlib.h>

#include "tap.h"

static void
test_moves(void)
{
	struct sweep_address a = {0};
	ok(sweep_address_phase(&a) == PHASE_WAITING, "at first it waits");
	sweep_address_move(&a, PHASE_PROBING);
	uint64_t moves = atomic_load(&a.moves);
	ok(sweep_address_phase_in(moves) == PHASE_PROBING &&
		sweep_address_move_from(&a, moves, PHASE_SESSION) &&
		sweep_address_phase(&a) == PHASE_SESSION,
	    "who saw it move moves it");
	ok(!sweep_address_move_from(&a, moves, PHASE_ENDED) &&
		sweep_address_phase(&a) == PHASE_SESSION,
	    "but once");
	sweep_address_move(&a, PHASE_WAITING);
	sweep_address_move(&a, PHASE_PROBING);
	ok(!sweep_address_move_from(&a, moves, PHASE_SESSION) &&
		sweep_address_phase(&a) == PHASE_PROBING,
	    "nor once it has come there again, for another");
}

static void
test_unserved(void)
{
	struct sweep_address a = {.syns = 1};
	atomic_store(&a.src_port, 50001);
	atomic_store(&a.unserved_port, 50000);
	ok(!sweep_address_is_unserved(&a), "of a session before");
	atomic_store(&a.unserved_port, 50001);
	ok(sweep_address_is_unserved(&a), "of this one");
}

static void
test_refused(void)
{
	struct sweep_address a = {.refused = malloc(sizeof(*a.refused))};
	if (a.refused == NULL)
		abort();
	smtp_result_init(a.refused, SMTP_STATUS_BANNER_REFUSED, 1);
	text_add(&a.refused->error, "421 busy");
	sweep_address_drop_refused(&a);
	ok(a.refused == NULL, "a session that was turned away is forgotten");
	sweep_address_drop_refused(&a);
	ok(a.refused == NULL, "... and may be forgotten again");
}

int
main(void)
{
	test_moves();
	test_unserved();
	test_refused();
	return tap_end();
}
