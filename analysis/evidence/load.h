/*
 * load.h - reads the records of a run, or loose ones, into evidence:
 * one thread reads lines, others parse them.
 */
#ifndef EVIDENCE_LOAD_H
#define EVIDENCE_LOAD_H

#include "base/macros.h"
#include "run_files.h"

struct evidence;
struct manifest_summary;

/* A run to be read, and what its parts are held against; NULL: nothing. */
struct run_source {
	const char *run;
	const struct manifest_summary *manifest;
};

/*
 * Reads RUN/{listed,delegation,dns,smtp,cert} with `threads` parsers and seals.
 * Damage is logged, counted and left out.  0, or -errno, logged.
 */
MUST_USE int evidence_load_run(struct evidence *e, const char *run,
    unsigned threads, struct run_count *count);

/* The same for several runs, at most EVIDENCE_RUNS_MAX, as if they were one. */
MUST_USE int evidence_load_runs(struct evidence *e,
    const struct run_source *runs, size_t run_count, unsigned threads,
    struct run_count *count);

/* The same for RUN/{listed,delegation,dns}: who uses which host. */
MUST_USE int evidence_load_names(struct evidence *e,
    const struct run_source *runs, size_t run_count, unsigned threads,
    struct run_count *count);

/* The same for RUN/{smtp,cert} of one alone. */
MUST_USE int evidence_load_sessions(struct evidence *e,
    const struct run_source *run, unsigned threads, struct run_count *count);

/*
 * The same for dns records of one file, plain or gzip, "-": standard input.
 * If the count is strict: -EBADMSG at damage, of which the first is logged.
 */
MUST_USE int evidence_load_records(struct evidence *e, const char *path,
    unsigned threads, struct run_count *count);

#endif
