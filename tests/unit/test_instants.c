/* Instants: in order, each once, the earliest ones. */
#include "analysis/dnssec/instants.h"

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

/* Added in ascending order, and an early one when it is full. */
static void
full(void)
{
	struct instants i = {0};
	for (int64_t at = 10; at <= 10 * (INSTANTS_MAX + 5); at += 10)
		instants_add(&i, at);
	ok(i.count == INSTANTS_MAX && i.at[0] == 10 &&
		i.at[INSTANTS_MAX - 1] == 10 * INSTANTS_MAX,
	    "what comes behind the last is left out");
	instants_add(&i, 10 * INSTANTS_MAX);
	instants_add(&i, 20);
	ok(i.count == INSTANTS_MAX && i.at[1] == 20 && i.at[2] == 30 &&
		i.at[INSTANTS_MAX - 1] == 10 * INSTANTS_MAX,
	    "what is there already drives out nothing");
	instants_add(&i, 5);
	ok(i.count == INSTANTS_MAX && i.at[0] == 5 && i.at[1] == 10 &&
		i.at[INSTANTS_MAX - 1] == 10 * (INSTANTS_MAX - 1),
	    "an earlier one drives out the last");
}

static void
bounds(void)
{
	const int64_t last_s = INT64_MAX / NS_PER_S - 1;
	struct instants i = {0};
	instants_add(&i, 1);
	instants_add(&i, last_s);
	ok(i.count == 2 && i.at[0] == 1 && i.at[1] == last_s,
	    "the first and the last second there are");
	i = (struct instants){0};
	instants_add(&i, last_s + 1);
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
	instants_merge(&a, &(struct instants){0});
	ok(a.count == 2 && a.now == 6, "with nothing: as before");
}

static void
merge_full(void)
{
	struct instants a = {0}, b = {0};
	for (int64_t at = 1; at <= INSTANTS_MAX; at++) {
		instants_add(&a, 2 * at);
		instants_add(&b, 2 * at - 1);
	}
	instants_merge(&a, &b);
	bool each = a.count == INSTANTS_MAX;
	for (size_t k = 0; k < a.count; k++)
		each = each && a.at[k] == (int64_t)k + 1;
	ok(each, "two that are full: the earliest of both");
	ok(b.count == INSTANTS_MAX && b.at[0] == 1, "the other stays");
}

int
main(void)
{
	order();
	too_many();
	full();
	bounds();
	merge();
	merge_full();
	return tap_end();
}
