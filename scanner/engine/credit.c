#include "credit.h"

enum {
	SPARE_PART = 4,     /* of the slots: for doubles, and for strangers */
	WAITING_MAX = 8192, /* more would be out of every cache */
	ROOM_MIN = 64,
	GROWTH_PART = 8,
};

static uint64_t
span_at(int64_t now_ns)
{
	return (uint64_t)(now_ns / (CREDIT_LIFE_NS / CREDIT_SPANS));
}

static uint64_t
least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

void
credit_init(struct credit *c, uint64_t slots, uint64_t taken, int64_t now_ns)
{
	uint64_t room = slots - slots / SPARE_PART;
	*c = (struct credit){
	    .room = room,
	    .room_min = least(room, ROOM_MIN),
	    .room_max = room,
	    .waiting_max = least(slots / 2, WAITING_MAX),
	    .taken = taken,
	    .newest = span_at(now_ns),
	};
}

/* Of the span that is the oldest by now nobody answers any more. */
static void
begin_span(struct credit *c)
{
	uint64_t *oldest = &c->span[++c->newest % CREDIT_SPANS];
	c->under_way -= *oldest;
	*oldest = 0;
}

static void
forget_old(struct credit *c, int64_t now_ns)
{
	uint64_t now = span_at(now_ns);
	if (now > c->newest + CREDIT_SPANS)
		c->newest = now - CREDIT_SPANS;
	while (c->newest < now)
		begin_span(c);
}

/* Which question it was is not known: the oldest, as if all were as far. */
static void
give_back(struct credit *c, uint64_t count)
{
	for (unsigned i = 1; i <= CREDIT_SPANS && count > 0; i++) {
		uint64_t *span = &c->span[(c->newest + i) % CREDIT_SPANS];
		uint64_t n = least(*span, count);
		*span -= n;
		c->under_way -= n;
		count -= n;
	}
}

void
credit_see(struct credit *c, uint64_t taken, uint64_t waiting, int64_t now_ns)
{
	forget_old(c, now_ns);
	give_back(c, taken - c->taken);
	c->taken = taken;
	c->waiting = waiting;
}

void
credit_shrink(struct credit *c)
{
	c->room = least(c->room, c->under_way) / 2;
	if (c->room < c->room_min)
		c->room = c->room_min;
}

void
credit_grow(struct credit *c)
{
	c->room = least(c->room + c->room / GROWTH_PART + 1, c->room_max);
}
