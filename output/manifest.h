/*
 * manifest.h - RUN/manifest.json: how and when a run was made, and of what.
 *
 * Written at the start with "complete": false, as often as one likes in
 * between, and at the end; each time as a whole, by a rename.  Numbers that
 * are kept in 64 bits are strings of digits (doc/records.md).
 */
#ifndef MANIFEST_H
#define MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "output/manifest_change.h"
#include "output/manifest_command.h"
#include "output/manifest_file.h"
#include "output/manifest_rescan.h"
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
	struct manifest_digest digest;
	char *name; /* of the zone, by its SOA */
	bool has_serial;
	uint32_t serial;
	uint64_t records, delegations;
	uint64_t faults; /* lines that were left out */
	uint64_t other_class, other_type, bad_signatures;
	bool closing_soa; /* the file's last record, as in a whole transfer */
};

/* A later start of the run, which went on with it. */
struct manifest_resumption {
	int64_t start_ns; /* real time */
	const char *const *argv;
	size_t argc;
	struct manifest_program program; /* NULLs: nobody knows */
};

/* How frames left and came, as link.h describes it; NULLs are left out. */
struct manifest_link {
	const char *kind, *send, *receive, *xdp, *note;
};

enum manifest_end {
	MANIFEST_RUNNING,
	MANIFEST_FINISHED, /* the only one that is "complete" */
	MANIFEST_SIGNAL,
	MANIFEST_ERROR,
	MANIFEST_DISK_FULL,
	MANIFEST_SELF_CHECK, /* its records would have been false */
};

/* How a run ended that came to `error`, 0 or -errno, or was stopped. */
enum manifest_end manifest_end_of(int error, bool stopped);

/* What a run found out about itself, each as one word (doc/records.md). */
struct manifest_self_check {
	const char *clock, *port_53, *port_25;
};

/* All is borrowed for the call. */
struct manifest {
	const char *run_id;
	const struct manifest_program *program; /* began it; NULL: this one */
	const struct manifest_command *command;
	const char *vantage;   /* where it was made; NULL: left out */
	uint16_t service;      /* the port that it is about; 0: left out */
	const char *interface; /* NULL: left out */
	struct manifest_link link;
	uint64_t seed;
	uint32_t shard, shards; /* `shard` of `shards`, from 0 */
	enum manifest_end end;
	int64_t start_ns, end_ns; /* real time; 0: not yet */
	const char *error;        /* what ended it too early; NULL: nothing */
	struct manifest_self_check self_check;
	const struct manifest_resumption *resumed;
	size_t resumed_count;
	const struct manifest_rescan *rescan; /* NULL: left out */
	struct manifest_changes changes;      /* of all starts */
	const struct manifest_zone *zones;    /* in the order they were said */
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

/* The object, on one line without its end. */
void manifest_add(struct text *t, const struct manifest *m);

/* 0 or -errno; then the manifest that was there before still is. */
MUST_USE int manifest_write(const char *run, const struct manifest *m);

#endif
