/*
 * world_scan.h - a whole scan of the computed Internet, in memory: its zone
 * files, plan, run directory, and threads as fibers.
 */
#ifndef SIMNET_WORLD_SCAN_H
#define SIMNET_WORLD_SCAN_H

#include "link/link_sim.h"
#include "small_scan.h"
#include "world.h"

struct world_scan {
	struct simnet_config config;
	struct sim_path path; /* both ways */
	uint64_t order;       /* seed of the scan itself; 0: the world's */
	uint64_t rate_pps;    /* 0: as fast as the world takes it */
};

/*
 * Runs it.  Of `out`, `rc`, `dir` and `took_ns` are set: what reads the
 * records of a small scan reads these.  small_scan_remove() ends all.
 */
void world_scan_run(const struct world_scan *scan, struct small_outcome *out);

#endif
