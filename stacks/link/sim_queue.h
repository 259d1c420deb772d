/* sim_queue.h - frames under way in one direction, as a seed treats them. */
#ifndef SIM_QUEUE_H
#define SIM_QUEUE_H

#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "link/sim_path.h"
#include "net/frame.h"

struct sim_frame {
	int64_t due_ns;
	uint64_t order; /* of equal times, the first in is the first out */
	size_t len;
	uint8_t bytes[FRAME_MAX];
};

struct sim_queue {
	struct sim_path path;
	uint64_t random, order;
	struct array heap; /* struct sim_frame *, the earliest first */
};

/* Numbers that `state`, the seed at first, gives one after another. */
uint64_t sim_random(uint64_t *state);

/* True as often as `ppm` of a million says. */
_Bool sim_chance(uint64_t *state, unsigned ppm);

void sim_queue_init(
    struct sim_queue *q, const struct sim_path *path, uint64_t seed);
void sim_queue_fini(struct sim_queue *q);

/* Sends a frame on its way; without heap it is lost, as on any path. */
void sim_queue_push(
    struct sim_queue *q, const uint8_t *frame, size_t len, int64_t now_ns);

/* When the next one arrives; INT64_MAX: none is under way. */
int64_t sim_queue_due_ns(const struct sim_queue *q);

/* What has arrived by now, the earliest first, the caller's; NULL: nothing. */
struct sim_frame *sim_queue_pop(struct sim_queue *q, int64_t now_ns);

#endif
