/*
 * interruption.h - a program that is kept from its work: it is stopped (Ctrl-Z,
 * SIGSTOP), its machine is, or its interface has no carrier.  Meanwhile its
 * clock stands still, so that nothing times out and nothing is sent; then it
 * goes on where it was.
 *
 * The thread that receives looks after it.
 */
#ifndef INTERRUPTION_H
#define INTERRUPTION_H

#include <stdbool.h>

#include "base/halt.h"
#include "link/link.h"

struct interruption {
	struct link *link;
	const struct halt *halt;
	bool held;
};

/* That thread begins.  Both are borrowed. */
void interruption_begin(
    struct interruption *i, struct link *link, const struct halt *halt);

/* In each of its rounds, every 50 ms or sooner: did anything come?  Who is to
 * end is held up by nothing. */
void interruption_look(struct interruption *i, bool received);

/* That thread ends. */
void interruption_end(struct interruption *i);

#endif
