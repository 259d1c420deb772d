/*
 * link_sim.h - a link in memory: frames go to servers that are code, over
 * paths that lose, double, reorder, delay and damage them, as a seed says.
 *
 * For tests: nobody can ask for it on a command line.  It takes its time
 * from base/clock.h alone, so that a false clock rules it.
 */
#ifndef LINK_SIM_H
#define LINK_SIM_H

#include <stddef.h>
#include <stdint.h>

#include "link/sim_path.h"

/*
 * Who is at the other end.  Each call has the time, which never goes back.
 * After next() gave 0, due_ns() is later than that time.
 */
struct sim_peer {
	void *ctx;
	/* A frame for the servers. */
	void (*receive)(
	    void *ctx, const uint8_t *frame, size_t len, int64_t now_ns);
	/* The next frame they send now, at most FRAME_MAX bytes; 0: none. */
	size_t (*next)(void *ctx, uint8_t *out, int64_t now_ns);
	/* When they have to be asked again; INT64_MAX: never. */
	int64_t (*due_ns)(void *ctx);
};

/* Copied by link_open(); the peer lives as long as the link. */
struct link_sim_config {
	struct sim_peer peer;
	uint64_t seed;
	struct sim_path out, in;
	unsigned spoof_ppm; /* of the frames that leave: each gets a forgery */
	/*
	 * A receiver that is kept from running so long before each look, and
	 * a kernel that keeps so many frames for it and drops the others.  0:
	 * it looks at once, and any number.
	 */
	int64_t receive_pause_ns;
	unsigned receive_room;
	unsigned contradict_ppm; /* of the replies over UDP: another one follows
				  * that says something else */
};

#endif
