/*
 * small_scan.h - a whole scan of the small Internet, in memory: plan, run
 * directory, threads as fibers, and what it left behind.
 */
#ifndef SMALL_SCAN_H
#define SMALL_SCAN_H

#include <stddef.h>

#include "base/siphash.h"
#include "scanner/engine/counters.h"
#include "simnet.h"
#include "small_world.h"
#include "link/link_sim.h"

/* What may differ from a quick scan over a clean path. */
struct small_scan {
	struct small_world world;
	struct simnet *simnet; /* the great Internet instead; or NULL */
	uint64_t seed;         /* of the scheduler, the paths and the plan */
	struct sim_path out, in;
	unsigned spoof_ppm;
	unsigned probes;       /* passes; 0: three */
	bool all_hosts;        /* sessions also where there is no TLSA */
	int64_t stop_after_ns; /* false time; 0: never */
	int stop_in_stage;     /* of enum stage, when it has begun; -1: none */
	unsigned max_sessions; /* 0: 1000 */
	unsigned workers;      /* 0: two */
	struct siphash_key hash_key; /* of tables; zero: {1, 2} */
	/* Called every 5 ms of false time, in the run directory; NULL. */
	void (*watch)(void *ctx, const struct counters *c);
	void *ctx;
};

struct small_outcome {
	int rc;          /* of scan_close() */
	char dir[64];    /* the run directory */
	int64_t took_ns; /* false time */
	uint64_t switches;
	uint64_t unmatched, duplicate, malformed, dns_records, smtp_records;
	uint64_t syns, bad_sum;
};

/* Runs it; small_scan_remove() ends the directory. */
void small_scan_run(const struct small_scan *scan, struct small_outcome *out);
void small_scan_remove(const struct small_outcome *o);

/* Calls `line` for each record of a kind, in the order of files and lines. */
void small_scan_each(const struct small_outcome *o, const char *kind,
    void (*line)(void *ctx, const char *text, size_t len), void *ctx);

#endif
