#include "base/backlog.h"

#include <stdlib.h>

#include "tap.h"

enum { SLOTS = 4, ITEMS = 100 };

static void
add(struct backlog *b, int number)
{
	int *item = malloc(sizeof(*item));
	if (item == NULL)
		abort();
	*item = number;
	if (backlog_add(b, item) < 0)
		abort();
}

/* The next item's number; -1: none. */
static int
take(struct ring *ring)
{
	int *item = ring_pop(ring);
	if (item == NULL)
		return -1;
	int number = *item;
	free(item);
	return number;
}

int
main(void)
{
	struct ring ring;
	if (ring_init(&ring, SLOTS) < 0)
		abort();
	struct backlog b = {.ring = &ring};
	for (int i = 0; i < ITEMS; i++)
		add(&b, i);
	ok(ring_is_empty(&ring) && backlog_count(&b) == ITEMS,
	    "what is added waits for a flush");
	backlog_flush(&b);
	ok(!ring_is_empty(&ring) && backlog_count(&b) == ITEMS - SLOTS,
	    "a full ring: the rest waits on, and the giver does not");
	bool in_order = true;
	int taken = 0;
	for (int got; (got = take(&ring)) >= 0; taken++) {
		in_order &= got == taken;
		if (taken == ITEMS / 2)
			add(&b, ITEMS);
		backlog_flush(&b);
	}
	ok(in_order && taken == ITEMS + 1, "nothing is lost or overtaken");
	ok(backlog_count(&b) == 0 && ring_is_empty(&ring), "then none is left");
	add(&b, 1);
	backlog_fini(&b);
	ok(backlog_count(&b) == 0, "what waits at the end is freed");
	ring_fini(&ring);
	return tap_end();
}
