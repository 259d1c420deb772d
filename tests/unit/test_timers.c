#include "base/timers.h"

#include <stdlib.h>

#include "tap.h"

enum { TIMERS = 500, ROUNDS = 20000 };

static struct timer timer[TIMERS];

/* The slow way: the least (due, order) of all that are set. */
static const struct timer *
least(void)
{
	const struct timer *first = NULL;

	for (int i = 0; i < TIMERS; i++) {
		const struct timer *t = &timer[i];
		if (t->place != 0 &&
		    (first == NULL || t->due_ns < first->due_ns ||
			(t->due_ns == first->due_ns &&
			    t->order < first->order)))
			first = t;
	}
	return first;
}

int
main(void)
{
	struct timers t = {0};
	unsigned random = 1;
	bool good = true;

	if (timers_reserve(&t, TIMERS) < 0)
		return 1;
	ok(timers_first(&t) == NULL, "none is set");
	for (int i = 0; i < ROUNDS && good; i++) {
		random = random * 1103515245u + 12345u;
		struct timer *any = &timer[random / 64 % TIMERS];
		if (random >> 30 == 0)
			timers_clear(&t, any);
		else
			timers_set(&t, any, random / 1024 % 100);
		good = timers_first(&t) == least();
	}
	ok(good, "the first is always the first");
	while (timers_first(&t) != NULL && good) {
		good = timers_first(&t) == least();
		timers_clear(&t, timers_first(&t));
	}
	ok(good && t.heap.count == 0 && least() == NULL, "to the end");
	timers_fini(&t);
	return tap_end();
}
