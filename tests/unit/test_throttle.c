#include "scanner/engine/throttle.h"

#include <signal.h>

#include "scanner/command/rate.h"
#include "tap.h"

enum { FRAME = 66, LONG_FRAME = 1514 };

/* What a sender that asks every `step_ns` may send in `seconds`. */
struct sent {
	double frames, wire_bits;
	double worst_frames; /* over rate * t + burst; below 0: never */
};

static struct sent
play(uint64_t pps, uint64_t bps, uint64_t len, int64_t step_ns, double seconds,
    double burst)
{
	struct throttle t;
	struct sent sum = {.worst_frames = -1e18};
	throttle_init(&t, pps, bps, 0);
	for (int64_t now = 0; now < (int64_t)(seconds * 1e9); now += step_ns) {
		uint64_t n = throttle_allows(&t, len, now);
		throttle_take(&t, n, n * len, now);
		sum.frames += (double)n;
		sum.wire_bits +=
		    (double)n * ((len < 60 ? 60 : (double)len) + 24) * 8;
		double over =
		    sum.frames - ((double)pps * (double)now / 1e9 + burst);
		if (over > sum.worst_frames)
			sum.worst_frames = over;
	}
	return sum;
}

static bool
within(double value, double wanted, double share)
{
	return value >= wanted * (1 - share) && value <= wanted * (1 + share);
}

static void
test_rates(void)
{
	static const struct {
		uint64_t pps;
		double burst;
	} rows[] = {{100, 2}, {1000, 10}, {10000, 100}, {100000, 1000},
	    {300000, 3000}, {1000000, 4096}, {5000000, 4096}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char name[64];
		struct sent s =
		    play(rows[i].pps, 0, FRAME, 300000, 10, rows[i].burst);
		snprintf(name, sizeof(name), "%llu packets a second",
		    (unsigned long long)rows[i].pps);
		ok(within(s.frames, (double)rows[i].pps * 10, 0.01), name);
		ok(s.worst_frames <= 0, "never over rate * t + burst");
	}
}

static void
test_bandwidth(void)
{
	struct sent s = play(0, 10000000, FRAME, 1000000, 10, 1e18);
	ok(within(s.wire_bits, 1e8, 0.01), "10 Mbit/s of small frames");
	s = play(0, 10000000, LONG_FRAME, 1000000, 10, 1e18);
	ok(within(s.wire_bits, 1e8, 0.01), "of long frames");
	s = play(0, 10000000, 42, 1000000, 10, 1e18);
	ok(within(s.wire_bits, 1e8, 0.01), "of frames that are padded");
	s = play(100, 10000000, FRAME, 1000000, 10, 1e18);
	ok(within(s.frames, 1000, 0.01), "the lower bound of two holds");
	struct throttle t;
	throttle_init(&t, 0, 0, 0);
	ok(throttle_allows(&t, FRAME, 0) > 0, "no bound: something, always");
}

static void
test_busy_machine(void)
{
	struct throttle t;
	throttle_init(&t, 100000, 0, 0);
	throttle_take(&t, throttle_allows(&t, FRAME, 0), 0, 0);
	ok(throttle_allows(&t, FRAME, 5000000000) == 1000,
	    "after 5 s away: a burst of 10 ms, and no more");
}

static void
test_signals(void)
{
	rate_watch_signals();
	raise(SIGUSR1);
	ok(within(rate_factor(), 1.05, 1e-9), "SIGUSR1: 5 % more");
	struct sent s = play(1000, 0, FRAME, 1000000, 10, 20);
	ok(within(s.frames, 10500, 0.01), "and a throttle follows");
	raise(SIGUSR2);
	raise(SIGUSR2);
	ok(within(rate_factor(), 1 / 1.05, 1e-9), "SIGUSR2: 5 % less");
	for (int i = 0; i < 1000; i++)
		raise(SIGUSR2);
	ok(rate_factor() >= 0.01, "never to a stop");

	struct throttle t;
	throttle_init(&t, 1000000, 0, 0);
	uint64_t first = throttle_allows(&t, FRAME, 0);
	throttle_take(&t, first, first * FRAME, 0);
	raise(SIGUSR1);
	ok(throttle_allows(&t, FRAME, 0) == 0,
	    "a change of the rate gives no new burst");
}

int
main(void)
{
	test_rates();
	test_bandwidth();
	test_busy_machine();
	test_signals();
	return tap_end();
}
