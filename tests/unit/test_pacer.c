#include "scanner/engine/pacer.h"

#include "scanner/engine/budget.h"
#include "tap.h"

/* Sends all that is allowed at each instant; gives the worst overrun. */
static double
overrun(double rate, double burst, int64_t step_ns, int64_t pause_ns)
{
	struct pacer p;
	pacer_init(&p, rate, burst, 0);
	double sent = 0, worst = -burst;
	for (int64_t now = 0; now < 2000000000; now += step_ns) {
		if (now == step_ns * 100)
			now += pause_ns; /* the machine was busy elsewhere */
		uint64_t units = pacer_allows(&p, now);
		pacer_take(&p, (double)units, now);
		sent += (double)units;
		double over = sent - (rate * (double)now / 1e9 + burst);
		worst = over > worst ? over : worst;
	}
	return worst;
}

static void
test_budget(void)
{
	struct budget *b;
	ok(budget_new(100, 10, &b) == 0, "budget");
	struct addr server = addr_from_v4((const uint8_t[]){198, 18, 0, 1});
	unsigned taken = 0;
	for (int64_t now = 0; now < 1000000000; now += 100000)
		taken += budget_take(b, &server, now);
	ok(taken >= 105 && taken <= 110, "100 q/s and a burst of 10");

	bool all = true;
	for (unsigned i = 0; i < 100000; i++) {
		uint8_t bytes[4] = {198, 18, (uint8_t)(i >> 8), (uint8_t)i};
		struct addr a = addr_from_v4(bytes);
		all &= budget_take(b, &a, 2000000000 + (int64_t)i * 1000000);
	}
	ok(all, "others are not slowed by it");
	budget_free(b);
}

int
main(void)
{
	ok(overrun(1000, 1, 50000, 0) <= 0, "1 kpps never over");
	ok(overrun(10000, 64, 1000000, 0) <= 0, "10 kpps, a tick of 1 ms");
	ok(overrun(1e6, 64, 30000, 500000000) <= 0, "1 Mpps after a pause");

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
