/* departures.h - frames that are to leave, in order of time. */
#ifndef SIMNET_DEPARTURES_H
#define SIMNET_DEPARTURES_H

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

enum { SIMNET_DEPARTURES_MAX = 16384 };

struct simnet_departure {
	int64_t at_ns;
	uint64_t
	    number; /* of two at one time, the one put first leaves first */
	size_t len;
	uint8_t *frame;
};

struct simnet_departures {
	struct simnet_departure *heap;
	size_t count;
	uint64_t number, dropped;
};

/* 0 or -ENOMEM. */
MUST_USE int simnet_departures_init(struct simnet_departures *d);
void simnet_departures_fini(struct simnet_departures *d);

/* Copies the frame; one too many is dropped and counted. */
void simnet_departures_put(struct simnet_departures *d, const uint8_t *frame,
    size_t len, int64_t at_ns);

/* The length of the next that leaves by now, or 0: none. */
size_t simnet_departures_take(
    struct simnet_departures *d, uint8_t *out, int64_t now_ns);

/* INT64_MAX: nothing is to leave. */
int64_t simnet_departures_due_ns(const struct simnet_departures *d);

#endif
