/*
 * world_scan.h - a whole scan of the computed Internet, in memory: its zone
 * files, plan, run directory, threads as fibers, and what it left behind.
 */
#ifndef SIMNET_WORLD_SCAN_H
#define SIMNET_WORLD_SCAN_H

#include <stddef.h>

#include "base/siphash.h"
#include "link/link_sim.h"
#include "scanner/engine/counters.h"
#include "world.h"

/* What may differ from a quick scan of hosts that have TLSA records. */
struct world_scan {
	struct simnet_config config;
	struct sim_path path; /* both ways */
	unsigned spoof_ppm;
	uint64_t order;              /* seed of the scan; 0: the world's */
	uint64_t rate_pps;           /* 0: as fast as the world takes it */
	bool all_hosts;              /* sessions also where there is no TLSA */
	bool again;                  /* with stage again, by the trust anchor */
	int64_t stop_after_ns;       /* false time; 0: never */
	unsigned stop_in_stages;     /* a bit for each, once at work; 0: none */
	unsigned max_sessions;       /* 0: 1000 */
	unsigned workers;            /* 0: two */
	struct siphash_key hash_key; /* of tables; zero: {1, 2} */
	/* Called every 5 ms of false time, in the run directory; NULL. */
	void (*watch)(void *ctx, const struct counters *c);
	void *ctx;
};

struct world_outcome {
	int rc;          /* of scan_close() */
	char dir[64];    /* the run directory; beside it is trust-anchor */
	int64_t took_ns; /* false time */
	uint64_t switches;
	uint64_t unmatched, duplicate, malformed, bad_sum;
	uint64_t dns_records, smtp_records, syns;
	uint64_t questions; /* sent, each try */
};

/* Runs it; world_scan_remove() ends the directory. */
void world_scan_run(const struct world_scan *scan, struct world_outcome *out);
void world_scan_remove(const struct world_outcome *o);

/* Calls `line` for each record of a kind, in the order of files and lines. */
void world_scan_each(const struct world_outcome *o, const char *kind,
    void (*line)(void *ctx, const char *text, size_t len), void *ctx);

/* The same for all kinds, verdicts too, if the run was judged. */
void world_scan_each_kind(const struct world_outcome *o,
    void (*line)(void *ctx, const char *text, size_t len), void *ctx);

/* A number that stands for the records of all kinds, in their order. */
uint64_t world_scan_digest(const struct world_outcome *o);

#endif
