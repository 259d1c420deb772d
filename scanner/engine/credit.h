/*
 * credit.h - how many questions may be under way: no more than there is room
 * for the replies of.
 *
 * A question takes a credit.  A packet that the recorder has taken gives one
 * back, and so does CREDIT_LIFE_NS, for a question that nobody answers.  And
 * nothing is asked while too much waits for the recorder: so a recorder that is
 * slow holds the sender back, whatever the rate.  After a loss there is credit
 * for half of what was under way, and then it grows again.
 */
#ifndef CREDIT_H
#define CREDIT_H

#include <stdbool.h>
#include <stdint.h>

enum { CREDIT_SPANS = 16 };

#define CREDIT_LIFE_NS INT64_C(2000000000)

struct credit {
	uint64_t room, room_min, room_max;
	uint64_t waiting, waiting_max; /* for the recorder */
	uint64_t taken;                /* by the recorder, ever */
	/* Questions under way: in all, and by when they were asked. */
	uint64_t under_way, span[CREDIT_SPANS];
	uint64_t newest; /* span number since time 0 */
};

/* `slots` of a ring are there for replies; `taken` so far. */
void credit_init(
    struct credit *c, uint64_t slots, uint64_t taken, int64_t now_ns);

/* The recorder has taken so many packets, ever; so many wait for it. */
void credit_see(
    struct credit *c, uint64_t taken, uint64_t waiting, int64_t now_ns);

/* Another question may be asked. */
static inline bool
credit_allows(const struct credit *c)
{
	return c->under_way < c->room && c->waiting < c->waiting_max;
}

/* It was. */
static inline void
credit_take(struct credit *c)
{
	c->under_way++;
	c->span[c->newest % CREDIT_SPANS]++;
}

/* Replies were lost on our side; or none was, for some time. */
void credit_shrink(struct credit *c);
void credit_grow(struct credit *c);

#endif
