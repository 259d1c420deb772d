/*
 * crash.h - a scan, in a process of its own, that ends in the middle of it.
 */
#ifndef SIMNET_CRASH_H
#define SIMNET_CRASH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/file.h"
#include "world_scan.h"

enum crash_kind {
	CRASH_NEVER,
	CRASH_KILL,      /* SIGKILL: what was written stays */
	CRASH_POWER,     /* no power: what was synced stays */
	CRASH_DISK_FULL, /* from then on nothing can be written */
	CRASH_CLOCK,     /* an hour to or fro: nothing ends */
	CRASH_STOP,      /* somebody asks it to end, at a look of any stage */
};

/* At which moment: the n-th, from 1 on, of what is counted. */
struct crash {
	enum crash_kind kind;
	unsigned stages; /* a bit for each: only there; 0: all */
	unsigned calls;  /* a bit for each kind of file call; 0: looks, 5 ms
			  * of false time each */
	uint64_t number;
};

/* What happened; the looks are those of each stage. */
struct crash_report {
	bool ended; /* the scan came to its end */
	int rc;     /* as that of struct world_outcome, if so */
	uint64_t looks[8], calls[8]; /* by stage, and by kind of call */
	uint64_t questions; /* UDP, for which there was a record before */
};

/*
 * Runs the scan, which has a place.  Its hooks are ours.  Where it goes on
 * with a run, the questions that have their record there are counted.
 */
void crash_run(const struct world_scan *scan, const struct crash *at,
    struct crash_report *out);

#endif
