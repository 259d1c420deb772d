/*
 * manifest.h - the manifest of a scan: what it was asked, how it went.
 */
#ifndef SCAN_MANIFEST_H
#define SCAN_MANIFEST_H

#include <stdint.h>

#include "base/macros.h"
#include "stages.h"
#include "scanner/engine/counters.h"
#include "scanner/engine/network.h"
#include "output/manifest.h"
#include "parts.h"

/* All is borrowed for the call. */
struct scan_manifest {
	int argc;
	char *const *argv;
	uint64_t seed;
	uint32_t shards, shard;
	const struct network *network;
	const struct counters *counters;
	uint64_t mx_cut;
	const struct run_parts *parts;
	const struct stage_times *times; /* STAGE_COUNT */
	int64_t began_ns;                /* real time */
	enum manifest_end end;
	int error; /* 0 or -errno */
};

/* Into the working directory.  0 or -errno. */
MUST_USE int scan_manifest_write(const struct scan_manifest *m);

#endif
