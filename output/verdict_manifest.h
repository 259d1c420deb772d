/*
 * verdict_manifest.h - DIR/verdict/manifest.json, DIR/rrset/manifest.json: how,
 * when and of which runs the lines beside it were made.
 */
#ifndef VERDICT_MANIFEST_H
#define VERDICT_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "output/manifest_command.h"
#include "output/manifest_file.h"
#include "output/manifest_shard.h"
#include "output/verdict_left_out.h"

/* A run that was read. */
struct verdict_run {
	const char *directory; /* as it was said */
	const char *run_id;
	const char *exit_reason;
	bool complete;
	const struct manifest_shard *shard;
};

/* All is borrowed for the call. */
struct verdict_manifest {
	const struct manifest_command *command;
	int64_t start_ns, end_ns; /* of the judging, real time */
	bool complete; /* all runs are, and nothing of them is amiss */
	const struct verdict_run *runs;
	size_t run_count;
	const struct verdict_run *history;
	size_t history_count;
	uint64_t lines, damaged, parts_wrong; /* of all that was read */
	uint64_t sessions_same;               /* records with same_as */
	uint64_t large_names; /* of which there was too much to be looked at */
	const struct verdict_left_out *left_out; /* NULL: there are all lines */
	const struct part_info *parts;
	size_t part_count;
};

/* 0 or -errno. */
MUST_USE int verdict_manifest_write(
    const char *dir, const struct verdict_manifest *m);

#endif
