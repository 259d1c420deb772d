#include "throttle.h"

#include "rate_signals.h"

enum {
	WIRE_OVERHEAD = 24, /* preamble, frame check sequence and gap */
	WIRE_LEAST = 60,    /* shorter frames are padded */
	BURST_PER_SECOND = 100,
	BURST_LEAST = 2,  /* with 1, each late wake-up would be lost */
	BURST_MAX = 4096, /* frames: some 4 ms at 1 Mpps */
	FRAME_MOST = 1514,
	WAKE_NS = 1000000, /* what comes together in this time goes at once */
};

static double
burst_of(double rate, double least, double most)
{
	double burst = rate / BURST_PER_SECOND;
	return burst < least ? least : burst > most ? most : burst;
}

static void
set_rates(struct throttle *t, int64_t now_ns)
{
	double pps = (double)t->rate_pps * t->factor;
	double bytes = (double)t->bandwidth_bps / 8 * t->factor;
	if (pps > 0)
		pacer_init(&t->packets, pps,
		    burst_of(pps, BURST_LEAST, BURST_MAX), now_ns);
	if (bytes > 0)
		pacer_init(&t->bytes, bytes,
		    burst_of(bytes, FRAME_MOST + WIRE_OVERHEAD,
			(double)BURST_MAX * (WIRE_LEAST + WIRE_OVERHEAD)),
		    now_ns);
}

void
throttle_init(struct throttle *t, uint64_t rate_pps, uint64_t bandwidth_bps,
    int64_t now_ns)
{
	*t = (struct throttle){
	    .rate_pps = rate_pps,
	    .bandwidth_bps = bandwidth_bps,
	    .factor = rate_signals_factor(),
	};
	set_rates(t, now_ns);
}

/* A changed rate begins with what the old one had left. */
static void
follow_rate(struct throttle *t, int64_t now_ns)
{
	double factor = rate_signals_factor();
	if (factor == t->factor)
		return;
	double packets_empty = t->packets.empty_at_ns;
	double bytes_empty = t->bytes.empty_at_ns;
	t->factor = factor;
	set_rates(t, now_ns);
	t->packets.empty_at_ns = packets_empty;
	t->bytes.empty_at_ns = bytes_empty;
}

static uint64_t
on_wire(uint64_t frames, uint64_t bytes)
{
	if (bytes < frames * WIRE_LEAST)
		bytes = frames * WIRE_LEAST;
	return bytes + frames * WIRE_OVERHEAD;
}

uint64_t
throttle_allows(struct throttle *t, uint64_t len, int64_t now_ns)
{
	uint64_t frames = BURST_MAX;
	follow_rate(t, now_ns);
	if (t->rate_pps > 0)
		frames = pacer_allows(&t->packets, now_ns);
	if (t->bandwidth_bps > 0) {
		uint64_t fit =
		    pacer_allows(&t->bytes, now_ns) / on_wire(1, len);
		frames = fit < frames ? fit : frames;
	}
	return frames;
}

void
throttle_take(
    struct throttle *t, uint64_t frames, uint64_t bytes, int64_t now_ns)
{
	if (t->rate_pps > 0)
		pacer_take(&t->packets, (double)frames, now_ns);
	if (t->bandwidth_bps > 0)
		pacer_take(&t->bytes, (double)on_wire(frames, bytes), now_ns);
}

int64_t
throttle_wake_ns(const struct throttle *t, int64_t now_ns)
{
	int64_t wake = now_ns + WAKE_NS;
	if (t->rate_pps == 0)
		return wake;
	int64_t next =
	    (int64_t)(t->packets.empty_at_ns + t->packets.ns_per_unit) + 1;
	return next > wake ? next : wake;
}
