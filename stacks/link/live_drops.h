/*
 * live_drops.h - which live frames the interface did not take.
 */
#ifndef LIVE_DROPS_H
#define LIVE_DROPS_H

#include <stdint.h>

#include "base/macros.h"

struct live_drops;

/*
 * Watches what the program with this descriptor sends to the interface.
 * 0 or -errno: the kernel has no BTF, or does not let us trace.
 */
MUST_USE int live_drops_open(
    int ifindex, int program_fd, struct live_drops **out);
void live_drops_close(struct live_drops *d); /* NULL is fine */

/* Begins anew: the next frame that is sent has number 0. */
void live_drops_begin(struct live_drops *d);

/* Frames that the interface was given, taken or not. */
uint32_t live_drops_handed(const struct live_drops *d);

/* Frames that never came to the interface: it is down, or cannot do it. */
uint64_t live_drops_failed(const struct live_drops *d);

/* A row of frames that were refused. */
struct live_refused {
	uint32_t first, count;
};

/* How many rows there are; and row `i`, oldest first, in ascending order. */
uint32_t live_drops_rows(const struct live_drops *d);
struct live_refused live_drops_row(const struct live_drops *d, uint32_t i);

#endif
