/*
 * air.h - the space between two ends: segments on their way, with delays,
 * losses and copies by a fixed seed, and the false clock.
 */
#ifndef AIR_H
#define AIR_H

#include <stdlib.h>
#include <string.h>

#include "net/packet.h"

enum { AIR_MAX = 512, AIR_BYTES = 1500 };

enum air_end { AIR_CLIENT, AIR_SERVER };

struct flying {
	int64_t at_us; /* when it arrives, and the how many-th it was: */
	uint64_t number;
	enum air_end to;
	struct tcp_segment segment;
	size_t len; /* of its payload */
	uint8_t bytes[AIR_BYTES];
};

struct air {
	uint64_t seed;
	unsigned loss_percent, copy_percent;
	int64_t delay_min_us, delay_max_us;
	int64_t now_us;
	uint64_t sent;
	unsigned count;
	struct flying flying[AIR_MAX];
};

static inline uint64_t
air_random(struct air *a)
{
	a->seed ^= a->seed << 13; /* Marsaglia's xorshift */
	a->seed ^= a->seed >> 7;
	a->seed ^= a->seed << 17;
	return a->seed * 0x2545f4914f6cdd1dull >> 32;
}

static inline void
air_put(struct air *a, enum air_end to, const struct tcp_segment *s,
    const uint8_t *payload, size_t len)
{
	if (a->count == AIR_MAX || len > AIR_BYTES)
		abort(); /* the test itself is wrong */
	struct flying *f = &a->flying[a->count++];
	uint64_t spread = (uint64_t)(a->delay_max_us - a->delay_min_us + 1);
	f->at_us =
	    a->now_us + a->delay_min_us + (int64_t)(air_random(a) % spread);
	f->number = a->sent++;
	f->to = to;
	f->segment = *s;
	f->len = len;
	if (len > 0)
		memcpy(f->bytes, payload, len);
}

static inline void
air_send(struct air *a, enum air_end to, const struct tcp_segment *s,
    const uint8_t *payload, size_t len)
{
	if (air_random(a) % 100 >= a->loss_percent)
		air_put(a, to, s, payload, len);
	if (air_random(a) % 100 < a->copy_percent)
		air_put(a, to, s, payload, len);
}

/* The next to arrive; of two at one time, the one sent first. */
static inline struct flying *
air_first(struct air *a)
{
	struct flying *first = NULL;
	for (unsigned i = 0; i < a->count; i++) {
		struct flying *f = &a->flying[i];
		if (first == NULL || f->at_us < first->at_us ||
		    (f->at_us == first->at_us && f->number < first->number))
			first = f;
	}
	return first;
}

/* When that is: INT64_MAX for never. */
static inline int64_t
air_next_us(struct air *a)
{
	const struct flying *f = air_first(a);
	return f != NULL ? f->at_us : INT64_MAX;
}

/* Takes what has arrived by now; false: nothing yet. */
static inline bool
air_take(struct air *a, struct flying *out)
{
	struct flying *f = air_first(a);
	if (f == NULL || f->at_us > a->now_us)
		return false;
	*out = *f;
	*f = a->flying[--a->count];
	return true;
}

#endif
