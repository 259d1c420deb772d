#include "scanner/engine/throttle.h"

#include <signal.h>

#include "scanner/engine/rate_signals.h"
#include "tap.h"
#include "worst_window.h"

enum { FRAME = 66, LONG_FRAME = 1514 };

/* What a sender that asks every `step_ns` may send in `seconds`. */
struct sent {
	double frames, wire_bits;
	double worst_frames, worst_bits; /* of any interval, above its rate */
};

static struct sent
play(uint64_t pps, uint64_t bps, uint64_t len, int64_t step_ns, double seconds,
    int64_t pause_ns)
{
	struct throttle t;
	struct sent sum = {0};
	struct worst_window frames = {.rate = (double)pps};
	struct worst_window bits = {.rate = (double)bps};
	int64_t step = 0;

	throttle_init(&t, pps, bps, 0);
	for (int64_t now = 0; now < (int64_t)(seconds * 1e9); now += step_ns) {
		if (++step == 1000)
			now += pause_ns; /* the machine was busy elsewhere */
		uint64_t n = throttle_allows(&t, len, now);
		throttle_take(&t, n, n * len, now);
		double on_wire =
		    (double)n * ((len < 60 ? 60 : (double)len) + 24) * 8;
		sum.frames += (double)n;
		sum.wire_bits += on_wire;
		worst_window_sent(&frames, (double)n, now);
		worst_window_sent(&bits, on_wire, now);
	}
	sum.worst_frames = frames.worst;
	sum.worst_bits = bits.worst;
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
		struct sent s = play(rows[i].pps, 0, FRAME, 300000, 10, 0);
		snprintf(name, sizeof(name), "%llu packets a second",
		    (unsigned long long)rows[i].pps);
		ok(within(s.frames, (double)rows[i].pps * 10, 0.01), name);
		ok(s.worst_frames <= rows[i].burst + 1e-6,
		    "no interval has more than its rate and the burst");
		s = play(rows[i].pps, 0, FRAME, 300000, 5, 2000000000);
		ok(s.worst_frames <= rows[i].burst + 1e-6,
		    "nor when 2 s were slept away");
	}
}

static void
test_bandwidth(void)
{
	struct sent s = play(0, 10000000, FRAME, 1000000, 10, 0);
	ok(within(s.wire_bits, 1e8, 0.01), "10 Mbit/s of small frames");
	s = play(0, 10000000, LONG_FRAME, 1000000, 10, 0);
	ok(within(s.wire_bits, 1e8, 0.01), "of long frames");
	s = play(0, 10000000, 42, 1000000, 10, 0);
	ok(within(s.wire_bits, 1e8, 0.01), "of frames that are padded");
	s = play(100, 10000000, FRAME, 1000000, 10, 0);
	ok(within(s.frames, 1000, 0.01), "the lower bound of two holds");
	s = play(0, 10000000, FRAME, 1000000, 5, 2000000000);
	ok(s.worst_bits <= 10000000 / 100 + 1,
	    "no interval has more than its bits and those of 10 ms");
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
	rate_signals_watch();
	raise(SIGUSR1);
	ok(within(rate_signals_factor(), 1.05, 1e-9), "SIGUSR1: 5 % more");
	struct sent s = play(1000, 0, FRAME, 1000000, 10, 0);
	ok(within(s.frames, 10500, 0.01), "and a throttle follows");
	raise(SIGUSR2);
	raise(SIGUSR2);
	ok(within(rate_signals_factor(), 1 / 1.05, 1e-9), "SIGUSR2: 5 % less");
	for (int i = 0; i < 1000; i++)
		raise(SIGUSR2);
	ok(rate_signals_factor() >= 0.01, "never to a stop");

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
