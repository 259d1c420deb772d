/*
 * sweep.h - one sweep of SYNs: all that it opened, its threads, its end.
 */
#ifndef PROBE_H
#define PROBE_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/macros.h"
#include "base/text.h"
#include "scanner/engine/network.h"
#include "counters.h"
#include "plan.h"

struct probe;

/*
 * Opens output and network, gives privileges away, and starts the threads.
 * The plan and `stopping`, which ends the sweep early, are borrowed.  0, or
 * -errno with one line for a person in `why`: nothing stays open, and no
 * packet was sent.
 */
MUST_USE int probe_open(const struct probe_plan *plan,
    const atomic_bool *stopping, struct probe **out, struct text *why);

/* All was sent and the cooldown is over, or it was stopped, or it failed. */
bool probe_has_ended(struct probe *p, int64_t now_ns);

/* Joins the threads, ends output and metadata, gives all back.  0 or -errno,
 * -EINTR when it was stopped. */
MUST_USE int probe_close(struct probe *p);

/* For the status line: views for the probe's life. */
struct probe_view {
	const struct probe_counters *counters;
	struct link *link;
	uint64_t places; /* of all passes */
	int64_t began_ns;
	bool cooling; /* sending has ended */
};

struct probe_view probe_look(const struct probe *p);

#endif
