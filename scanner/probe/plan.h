/*
 * plan.h - all that a sweep of SYNs is told: targets, pace, ways out, and
 * where the records go.  Values, and what files held.
 */
#ifndef PROBE_PLAN_H
#define PROBE_PLAN_H

#include <stdint.h>

#include "record.h"
#include "scanner/engine/network.h"
#include "targets.h"

/* All is borrowed for the sweep's life; targets learn who answered. */
struct probe_plan {
	struct probe_targets *targets;
	const struct blocklist *blocklist; /* that they were made by */
	uint64_t max_targets;              /* of this shard, each pass */
	unsigned probes;                   /* passes */
	uint64_t seed;
	uint64_t rate_pps, bandwidth_bps; /* 0: no bound */
	int64_t max_runtime_ns;           /* of sending; 0: no bound */
	int64_t cooldown_ns;
	uint64_t max_results; /* 0: no bound */

	struct network_config network; /* .replay: nothing is sent */
	const char *user;     /* whom to become; NULL: sudo's, or nobody */
	bool keep_privileges; /* for tests in memory: stay who we are */

	struct probe_fields fields;
	struct probe_filter filter;
	const char *output;   /* a file; "-": standard output */
	const char *metadata; /* a file; "-": standard error; NULL: none */
	const char *contact;  /* for the metadata, as are these */
	int argc;
	char *const *argv;
};

#endif
