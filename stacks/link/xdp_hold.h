/*
 * xdp_hold.h - keeps a program in the kernel's XDP dispatcher.
 *
 * The kernel patches its dispatcher when the first user of a program comes
 * and when the last one goes, and waits for all cores each time: some 30 ms
 * around each live-frames call.  So the program is attached to the loopback
 * of a network namespace that holds nothing else and that nobody can see:
 * calls then cost some 0.02 ms.  All of it ends with our process.
 */
#ifndef XDP_HOLD_H
#define XDP_HOLD_H

#include "base/macros.h"

struct xdp_hold {
	int netns, link; /* descriptors */
};

/*
 * Moves the calling thread to the new namespace and back.  Wants
 * CAP_SYS_ADMIN.  0 or -errno.
 */
MUST_USE int xdp_hold_begin(int program_fd, struct xdp_hold *out);
void xdp_hold_end(struct xdp_hold *h);

#endif
