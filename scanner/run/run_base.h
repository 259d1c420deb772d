/* run_base.h - what all threads of a scan share, and how each is reached. */
#ifndef RUN_BASE_H
#define RUN_BASE_H

#include "base/halt.h"
#include "base/macros.h"
#include "base/ring.h"
#include "base/siphash.h"
#include "base/text.h"
#include "output/line_stream.h"
#include "output/run_id.h"
#include "parts.h"
#include "plan.h"
#include "scanner/engine/counters.h"
#include "scanner/engine/network.h"
#include "scanner/engine/receiver.h"
#include "scanner/engine/sender.h"
#include "scanner/engine/address_policy.h"
#include "self_check.h"

/* Named for who takes from it, or for what is in it (doc/threads.md). */
struct run_rings {
	struct ring recorder, resolver, resolutions, questions;
	struct ring worker[RECEIVER_WORKERS_MAX];
	struct packet_room worker_room[RECEIVER_WORKERS_MAX];
};

struct run_base {
	const struct scan_plan *plan;
	char run_id[RUN_ID_LEN + 1];
	struct halt halt;
	struct self_check self_check;
	int64_t began_ns; /* real time */
	struct network network;
	struct siphash_key key; /* of all cookies */
	struct counters counters;
	struct run_rings rings;
	struct sender *sender;
	int dir_lock;               /* of the run directory; -1: none yet */
	struct line_stream *stream; /* instead of it; NULL: none */
	struct run_parts parts;     /* once one of them is there */
};

/*
 * Opens the network, the rings and the sender.  0, or -errno with one line
 * for a person in `why`: nothing stays open then.
 */
MUST_USE int run_base_open(struct run_base *b, const struct scan_plan *plan,
    const atomic_bool *stopping, struct text *why);

/* After the threads have ended; what is left in the rings is freed. */
void run_base_close(struct run_base *b);

/* Who may be asked. */
struct address_policy run_base_policy(const struct run_base *b);

#endif
