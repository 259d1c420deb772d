/*
 * backlog.h - what one thread hands to another, in order and without waiting.
 *
 * What the ring has no room for waits here, in memory that grows; so the
 * giver never waits for the taker, and two threads that give to each other
 * cannot lock up.  It belongs to the giver.  All zero but the ring is empty.
 */
#ifndef BACKLOG_H
#define BACKLOG_H

#include "base/array.h"
#include "base/ring.h"

struct backlog {
	struct ring *ring; /* borrowed */
	struct array waiting;
};

/* Takes `item`, which free() must be able to end.  0 or -ENOMEM: then it is
 * freed. */
MUST_USE int backlog_add(struct backlog *b, void *item);

/* Moves to the ring what it has room for. */
void backlog_flush(struct backlog *b);

/* What still waits. */
static inline size_t
backlog_count(const struct backlog *b)
{
	return b->waiting.count;
}

/* Frees what still waits. */
void backlog_fini(struct backlog *b);

#endif
