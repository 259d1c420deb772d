/*
 * simnet.h - all servers of the small Internet, at the far end of a link.
 *
 * Frames in, frames out, and a time with each call: no sockets, no threads,
 * no clock.  The same seed and the same frames at the same times give the
 * same frames (but for what TLS draws, which changes no length).
 */
#ifndef SIMNET_H
#define SIMNET_H

#include "dns_wire.h"
#include "link/link_sim.h"
#include "zone.h"

struct simnet;

struct simnet_counts {
	uint64_t frames, ignored; /* came; none of ours, or damaged */
	uint64_t udp, tcp;        /* of those that were for a server */
	uint64_t dropped;         /* no room to send */
	uint64_t sessions;        /* TCP connections accepted */
};

/* 0 or -ENOMEM. */
MUST_USE int simnet_new(
    const struct simnet_config *config, struct simnet **out);
void simnet_free(struct simnet *s); /* NULL is fine */

const struct simnet_data *simnet_data(const struct simnet *s);
void simnet_count(const struct simnet *s, struct simnet_counts *out);

/*
 * Calls `asked` for each question that reaches a server over UDP; `rolled` is
 * that of struct simnet_world.  The query is the call's.
 */
void simnet_listen(struct simnet *s, void *ctx,
    void (*asked)(void *ctx, const struct addr *server,
	const struct simnet_query *q, bool rolled));

/* What a link_sim needs; lives as long as `s`. */
struct sim_peer simnet_peer(struct simnet *s);

#endif
