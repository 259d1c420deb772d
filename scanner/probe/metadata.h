/*
 * metadata.h - how a sweep went, as one JSON object, written at its
 * end, also when it was stopped.
 */
#ifndef PROBE_METADATA_H
#define PROBE_METADATA_H

#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "link/link.h"
#include "counters.h"

struct probe_metadata;

/*
 * Opened at start, where a wrong path still can be mended.  NULL: none is
 * wanted; "-": standard error.  0, or -errno with one line in `why`.
 */
MUST_USE int probe_metadata_open(
    const char *path, struct probe_metadata **out, struct text *why);
void probe_metadata_close(struct probe_metadata *m); /* NULL is fine */

/* All is borrowed for the call. */
struct probe_outcome {
	int argc;
	char *const *argv;
	const char *contact; /* NULL: none */
	const char *interface;
	const struct link_info *link;
	const struct link_stats *stats;
	const struct probe_counters *counters;
	uint64_t seed, shards, shard;
	uint64_t targets;                 /* of this shard, each pass */
	uint64_t rate_pps, bandwidth_bps; /* 0: no bound */
	uint64_t probes;
	int64_t began_ns, ended_ns; /* real time */
	int error;                  /* 0, or -errno; -EINTR: it was stopped */
};

/* 0 or -errno. */
MUST_USE int probe_metadata_write(
    struct probe_metadata *m, const struct probe_outcome *o);

#endif
