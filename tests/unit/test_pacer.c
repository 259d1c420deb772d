#include "scanner/engine/pacer.h"

#include "scanner/engine/server_budget.h"
#include "tap.h"
#include "worst_window.h"

enum { SECOND = 1000000000 };

#define BUSY_NS (5000ll * SECOND)

/*
 * Sends all that is allowed at each instant, and is busy elsewhere for
 * `pause_ns` twice; gives the most that any interval had above its rate.
 */
static double
worst_of(double rate, double burst, int64_t step_ns, int64_t pause_ns)
{
	struct pacer p;
	struct worst_window sent = {.rate = rate};
	int64_t step = 0;

	pacer_init(&p, rate, burst, 0);
	for (int64_t now = 0; now < 2ll * SECOND; now += step_ns, step++) {
		if (step == 100 || step == 300)
			now += pause_ns;
		uint64_t units = pacer_allows(&p, now);
		pacer_take(&p, (double)units, now);
		worst_window_sent(&sent, (double)units, now);
	}
	return sent.worst;
}

static void
test_windows(void)
{
	static const struct {
		const char *name;
		double rate, burst;
		int64_t step_ns, pause_ns;
	} rows[] = {
	    {"1 kpps", 1000, 1, 50000, 0},
	    {"1 kpps after a pause", 1000, 1, 50000, SECOND / 2},
	    {"10 kpps, a tick of 1 ms", 10000, 64, 1000000, SECOND / 2},
	    {"1 Mpps", 1e6, 64, 30000, SECOND / 2},
	    {"seldom asked", 1000, 10, 100000000, 0},
	    {"3 in a second, at odd instants", 3, 1, 7777777, 0},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char name[96];
		double worst = worst_of(rows[i].rate, rows[i].burst,
		    rows[i].step_ns, rows[i].pause_ns);
		snprintf(name, sizeof(name),
		    "%s: no interval has more than its rate and the burst",
		    rows[i].name);
		ok(worst <= rows[i].burst + 1e-6, name);
		snprintf(name, sizeof(name), "%s: and the burst is used",
		    rows[i].name);
		ok(worst > rows[i].burst - 1, name);
	}
}

/* Time slept away is never made up for, and a debt is paid before. */
static void
test_idle(void)
{
	struct pacer p;
	pacer_init(&p, 1000, 5, 0);
	ok(pacer_allows(&p, 0) == 5, "at first: the burst");
	pacer_take(&p, 5, 0);
	ok(pacer_allows(&p, 3600ll * SECOND) == 5,
	    "after an hour: the burst, and nothing of the hour");
	pacer_take(&p, 105, 3600ll * SECOND);
	ok(pacer_allows(&p, 3600ll * SECOND + SECOND / 10) == 0,
	    "100 more than allowed: nothing for 100 ms");
	ok(pacer_allows(&p, 3600ll * SECOND + SECOND / 10 + 1100000) == 1,
	    "and then one");
}

static void
test_budget(void)
{
	struct server_budget *b;
	ok(server_budget_new(100, 10, &b) == 0, "budget");
	struct addr server = addr_from_v4((const uint8_t[]){198, 18, 0, 1});
	unsigned taken = 0;
	for (int64_t now = 0; now < 1000000000; now += 100000)
		taken += server_budget_take(b, &server, now);
	ok(taken >= 105 && taken <= 110, "100 q/s and a burst of 10");

	bool all = true;
	for (unsigned i = 0; i < 100000; i++) {
		uint8_t bytes[4] = {198, 18, (uint8_t)(i >> 8), (uint8_t)i};
		struct addr a = addr_from_v4(bytes);
		all &= server_budget_take(
		    b, &a, 2000000000 + (int64_t)i * 1000000);
	}
	ok(all, "others are not slowed by it");
	for (unsigned i = 0; i < 10; i++)
		server_budget_take(b, &server, BUSY_NS);
	for (unsigned i = 0; i < 300000; i++) {
		uint8_t bytes[4] = {198, 19 + (uint8_t)(i >> 16),
		    (uint8_t)(i >> 8), (uint8_t)i};
		struct addr a = addr_from_v4(bytes);
		server_budget_take(b, &a, BUSY_NS);
	}
	ok(!server_budget_take(b, &server, BUSY_NS),
	    "a table that grows forgets nobody who was just asked");
	server_budget_free(b);
}

int
main(void)
{
	test_windows();
	test_idle();

	struct pacer p;
	pacer_init(&p, 1000, 1, 0);
	double sent = 0;
	for (int64_t now = 0; now < 10000000000; now += 20000) {
		uint64_t units = pacer_allows(&p, now);
		pacer_take(&p, (double)units, now);
		sent += (double)units;
	}
	ok(sent > 9900 && sent <= 10001, "and within 1 % of the rate");
	test_budget();
	return tap_end();
}
