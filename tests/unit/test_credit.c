#include "scanner/engine/credit.h"

#include "tap.h"

enum { SLOTS = 1024, ROOM = 768 };

#define MS INT64_C(1000000)

/* Asks while it may, `most` at the most. */
static unsigned
ask(struct credit *c, unsigned most)
{
	unsigned n = 0;
	for (; n < most && credit_allows(c); n++)
		credit_take(c);
	return n;
}

static void
test_room(void)
{
	struct credit c;
	credit_init(&c, SLOTS, 100, 0);
	ok(ask(&c, SLOTS) == ROOM, "no more than there is room for");
	credit_see(&c, 110, 0, 10 * MS);
	ok(ask(&c, SLOTS) == 10, "ten replies were taken: ten more");
	credit_see(&c, 110, SLOTS / 2, 20 * MS);
	credit_see(&c, 210, SLOTS / 2, 30 * MS);
	ok(ask(&c, SLOTS) == 0, "not while half of the ring waits");
	credit_see(&c, 210, SLOTS / 2 - 1, 40 * MS);
	ok(ask(&c, SLOTS) == 100, "but then");
	credit_see(&c, 5000, 0, 50 * MS);
	ok(c.under_way == 0 && ask(&c, SLOTS) == ROOM,
	    "replies to nothing give no credit");
}

static void
test_silence(void)
{
	struct credit c;
	credit_init(&c, SLOTS, 0, 7000 * MS);
	ok(ask(&c, 500) == 500, "five hundred");
	credit_see(&c, 0, 0, 7500 * MS);
	ok(ask(&c, SLOTS) == ROOM - 500, "and the rest half a second later");
	credit_see(&c, 0, 0, 8900 * MS);
	ok(ask(&c, SLOTS) == 0, "nobody answers: they are under way");
	credit_see(&c, 0, 0, 9100 * MS);
	ok(ask(&c, SLOTS) == 500, "the first are given up after two seconds");
	credit_see(&c, 0, 0, 60000 * MS);
	ok(c.under_way == 0, "and all of them at last");
	ask(&c, 300);
	credit_see(&c, 200, 0, 60010 * MS);
	credit_see(&c, 200, 0, 62200 * MS);
	ok(c.under_way == 0, "those that were answered are not given up twice");
}

static void
test_loss(void)
{
	struct credit c;
	credit_init(&c, SLOTS, 0, 0);
	ask(&c, 400);
	credit_shrink(&c);
	ok(c.room == 200 && !credit_allows(&c),
	    "a loss: half of what was under way");
	for (int i = 0; i < 10; i++)
		credit_shrink(&c);
	ok(c.room == 64, "never none at all");
	for (int i = 0; i < 100; i++)
		credit_grow(&c);
	ok(c.room == ROOM, "it grows again, to what it was");
	credit_init(&c, 16, 0, 0);
	credit_shrink(&c);
	ok(ask(&c, SLOTS) == 12, "of a small ring all");
}

int
main(void)
{
	test_room();
	test_silence();
	test_loss();
	return tap_end();
}
