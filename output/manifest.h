/*
 * manifest.h - RUN/manifest.json: how and when a run was made, and of what.
 *
 * Written at the start with "complete": false, as often as one likes in
 * between, and at the end; each time as a whole, by a rename.
 */
#ifndef MANIFEST_H
#define MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "output/part.h"

struct manifest_counter {
	const char *name;
	uint64_t value;
};

struct manifest_stage {
	const char *name;
	int64_t start_ns, end_ns; /* real time; 0: not yet */
	const struct manifest_counter *counters;
	size_t counter_count;
};

/* The parts of one writer. */
struct manifest_parts {
	const struct part_info *at;
	size_t count;
};

/* A zone file that was read, and what of it was passed over. */
struct manifest_zone {
	const char *file; /* as it was said */
	char *name;       /* of the zone, by its SOA */
	bool has_serial;
	uint32_t serial;
	uint64_t records, delegations;
	uint64_t faults; /* lines that were left out */
	uint64_t other_class, other_type, bad_signatures;
	bool closing_soa; /* the file's last record, as in a whole transfer */
};

/* How frames left and came, as link.h describes it; NULLs are left out. */
struct manifest_link {
	const char *kind, *send, *receive, *xdp, *note;
};

enum manifest_end {
	MANIFEST_RUNNING,     /* "complete": false */
	MANIFEST_COMPLETE,    /* "complete": true */
	MANIFEST_INTERRUPTED, /* "complete": "interrupted" */
};

/* All is borrowed for the call. */
struct manifest {
	const char *version;
	const char *const *argv;
	int argc;
	const char *interface; /* NULL: left out */
	struct manifest_link link;
	uint64_t seed;
	uint32_t shard, shards; /* `shard` of `shards`, from 0 */
	enum manifest_end end;
	int64_t start_ns, end_ns; /* real time; 0: not yet */
	const char *error;        /* what ended it too early; NULL: nothing */
	const struct manifest_zone *zones; /* in the order they were said */
	size_t zone_count;
	const struct manifest_stage *stages;
	size_t stage_count;
	const struct manifest_counter *counters; /* of the whole run */
	size_t counter_count;
	const struct manifest_counter *drops;
	size_t drop_count;
	const struct manifest_parts *parts;
	size_t parts_count;
};

/* 0 or -errno; then the manifest that was there before still is. */
MUST_USE int manifest_write(const char *run, const struct manifest *m);

#endif
