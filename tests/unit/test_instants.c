/* Instants: in order, each once, the earliest ones. */
#include "analysis/instants.h"

#include "base/macros.h"
#include "tap.h"

static void
order(void)
{
	static const int64_t added[] = {30, 10, 20, 10, 30, 40};
	static const int64_t want[] = {10, 20, 30, 40};
	struct instants i = {0};
	bool same = true;
	for (size_t k = 0; k < ARRAY_LEN(added); k++)
		instants_add(&i, added[k]);
	for (size_t k = 0; k < ARRAY_LEN(want); k++)
		same = same && i.at[k] == want[k];
	ok(i.count == ARRAY_LEN(want) && same, "in order, each once");
}

static void
too_many(void)
{
	struct instants i = {0};
	for (int64_t at = 10 * INSTANTS_MAX; at > 0; at -= 5)
		instants_add(&i, at);
	ok(i.count == INSTANTS_MAX && i.at[0] == 5 &&
		i.at[INSTANTS_MAX - 1] == 5 * INSTANTS_MAX,
	    "the earliest are kept");
	instants_add(&i, 5 * INSTANTS_MAX + 1);
	ok(i.count == INSTANTS_MAX &&
		i.at[INSTANTS_MAX - 1] == 5 * INSTANTS_MAX,
	    "a later one is left out");
}

static void
bounds(void)
{
	struct instants i = {0};
	instants_add(&i, 253402300799); /* the end of the year 9999 */
	instants_add(&i, 0);
	instants_add(&i, -1);
	ok(i.count == 0, "what nanoseconds do not reach is left out");
}

static void
merge(void)
{
	struct instants a = {0}, b = {0};
	instants_add(&a, 10);
	instants_note_now(&a, 5);
	instants_add(&b, 10);
	instants_add(&b, 7);
	instants_note_now(&b, 6);
	instants_note_now(&b, 4);
	instants_merge(&a, &b);
	ok(a.count == 2 && a.at[0] == 7 && a.at[1] == 10, "two as one");
	ok(a.now == 6, "the latest time of judging");
}

int
main(void)
{
	order();
	too_many();
	bounds();
	merge();
	return tap_end();
}
