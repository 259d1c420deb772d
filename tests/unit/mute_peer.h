/* mute_peer.h - the peer of a link in memory that hears, and sends nothing. */
#ifndef MUTE_PEER_H
#define MUTE_PEER_H

#include "link/link_sim.h"

static inline size_t
mute_peer_next(void *ctx, uint8_t *out, int64_t at_ns)
{
	(void)ctx, (void)out, (void)at_ns;
	return 0;
}

static inline int64_t
mute_peer_due(void *ctx)
{
	(void)ctx;
	return INT64_MAX;
}

#endif
