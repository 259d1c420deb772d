/*
 * throttle.h - the two bounds of a sender: packets a second, and bits a
 * second on the wire.  What it allows never exceeds rate * t + burst, of
 * either, also when the thread was kept from running for a while.
 */
#ifndef THROTTLE_H
#define THROTTLE_H

#include <stdint.h>

#include "pacer.h"

struct throttle {
	uint64_t rate_pps, bandwidth_bps; /* 0: no bound */
	double factor; /* of rate_signals.h, as it was last seen */
	struct pacer packets, bytes;
};

void throttle_init(struct throttle *t, uint64_t rate_pps,
    uint64_t bandwidth_bps, int64_t now_ns);

/* How many frames of up to `len` bytes may be sent now. */
uint64_t throttle_allows(struct throttle *t, uint64_t len, int64_t now_ns);

/* Takes frames that were sent; `bytes` is the sum of their lengths. */
void throttle_take(
    struct throttle *t, uint64_t frames, uint64_t bytes, int64_t now_ns);

/* When a good handful may be sent: no need to wake before. */
int64_t throttle_wake_ns(const struct throttle *t, int64_t now_ns);

#endif
