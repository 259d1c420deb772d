/*
 * live_drops.h - counts the live frames that the interface did not take.
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

/* Frames refused since the beginning. */
uint64_t live_drops_refused(const struct live_drops *d);

#endif
