/* How long signatures are good, and whether anybody signs again. */
#include "analysis/verdict/signature_life.h"

#include "base/macros.h"
#include "tap.h"

enum { DAY_S = 24 * 3600, NOW_S = 1795424400 };

static const struct {
	const char *name;
	int begin, end; /* days from now on */
	bool stale;
} rows[] = {
    {"fresh", 0, 14, false},
    {"of 14 days 3 are left, as OpenDNSSEC leaves it", -11, 3, false},
    {"of 30 days a quarter is left, as BIND leaves it", -23, 7, false},
    {"of 30 days 3 are left", -27, 3, true},
    {"over", -30, -1, true},
};

int
main(void)
{
	struct signature_life l;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		l.begin_s = NOW_S + (int64_t)rows[i].begin * DAY_S;
		l.end_s = NOW_S + (int64_t)rows[i].end * DAY_S;
		ok(signature_life_is_stale(&l, NOW_S) == rows[i].stale,
		    rows[i].name);
	}

	struct rrsig sigs[] = {
	    {.inception = NOW_S - 5, .expiration = NOW_S + 10},
	    {.inception = NOW_S - 9, .expiration = NOW_S + 20},
	    {.inception = NOW_S, .expiration = NOW_S - 30},
	};
	struct rrset set = {.sigs = sigs};
	ok(!signature_life_of(&set, NOW_S, &l), "an unsigned set");
	set.sig_count = ARRAY_LEN(sigs);
	ok(signature_life_of(&set, NOW_S, &l) && l.begin_s == NOW_S - 9 &&
		l.end_s == NOW_S + 20,
	    "the signature that ends last");
	int64_t later_s = (int64_t)1 << 32;
	sigs[0] = (struct rrsig){.inception = 0, .expiration = 100};
	set.sig_count = 1;
	ok(signature_life_of(&set, later_s - 50, &l) &&
		l.end_s == later_s + 100 && l.begin_s == later_s,
	    "beyond 2106");
	return tap_end();
}
