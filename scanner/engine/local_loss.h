/*
 * local_loss.h - what was lost on our side: replies that the kernel, the
 * interface or a ring of ours had no room for, and frames that did not leave.
 *
 * Of what an interface drops only more than a few at once count: some drivers
 * count there what nobody asked for, too (link/interface_drops.h).
 */
#ifndef LOCAL_LOSS_H
#define LOCAL_LOSS_H

#include <stdint.h>

#include "link/link.h"
#include "counters.h"

/* All that is pointed at is borrowed. */
struct local_loss {
	struct link *link;
	const struct counters *counters;
	uint64_t frames;          /* lost, since local_loss_init() */
	uint64_t ours, interface; /* as they stood at the last look */
	int64_t next_ns;          /* of it */
};

void local_loss_init(struct local_loss *l, struct link *link,
    const struct counters *counters, int64_t now_ns);

enum local_loss_seen {
	LOCAL_LOSS_NOT_LOOKED, /* it is too soon: a look is a system call */
	LOCAL_LOSS_NONE,
	LOCAL_LOSS_MORE,
};

/* To be called often. */
enum local_loss_seen local_loss_look(struct local_loss *l, int64_t now_ns);

/* At once, whenever the last look was. */
enum local_loss_seen local_loss_look_now(struct local_loss *l, int64_t now_ns);

#endif
