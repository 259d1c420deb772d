/*
 * metrics.h - metrics.prom in the run directory: the counters of a scan at
 * work, as the textfile collector of Prometheus' node_exporter reads them.
 */
#ifndef METRICS_H
#define METRICS_H

#include <stdint.h>

#include "base/macros.h"
#include "counters.h"
#include "link/link.h"

/* What is not counted. */
struct metrics_state {
	int64_t real_ns; /* now */
	int64_t elapsed_s;
	double rate_factor;
};

/*
 * Writes DIR/metrics.prom in one piece: whoever reads it sees it whole, the old
 * one or the new.  It is no evidence, and so is not synced.  0 or -errno.
 */
MUST_USE int metrics_write(const char *dir, const struct counters *c,
    const struct link_stats *link, const struct metrics_state *state);

#endif
