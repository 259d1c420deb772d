/* What came lately is known, and memory stays where it is. */
#include "analysis/history/recent_set.h"

#include "tap.h"

enum { MANY = 2000000, LATELY = 1000 };

/* Whether each of these is new, or none is. */
static bool
all_new(struct recent_set *s, uint32_t from, uint32_t to, bool want)
{
	bool good = true;
	for (uint32_t n = from; n < to; n++)
		good = recent_set_is_new(s, &n, sizeof(n)) == want && good;
	return good;
}

int
main(void)
{
	struct recent_set s;
	size_t most = 0;
	recent_set_init(&s);
	ok(all_new(&s, 0, LATELY, true), "what comes first is new");
	ok(all_new(&s, 0, LATELY, false), "and then it is known");
	for (uint32_t n = LATELY; n < MANY; n++) {
		(void)recent_set_is_new(&s, &n, sizeof(n));
		size_t bytes = s.arena.bytes +
			       s.set.members.count * sizeof(struct byte_member);
		most = bytes > most ? bytes : most;
	}
	ok(most <= RECENT_SET_BYTES + (1 << 20) && most > RECENT_SET_BYTES / 2,
	    "of many it holds no more than it has room for");
	ok(all_new(&s, MANY - LATELY, MANY, false), "those that came last");
	ok(all_new(&s, 0, LATELY, true), "what came long ago is new again");
	recent_set_fini(&s);
	return tap_end();
}
