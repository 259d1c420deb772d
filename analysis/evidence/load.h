/*
 * load.h - reads the records of a run, or loose ones, into evidence:
 * one thread reads lines, others parse them.
 */
#ifndef EVIDENCE_LOAD_H
#define EVIDENCE_LOAD_H

#include "base/macros.h"
#include "run_files.h"

struct evidence;

/*
 * Reads RUN/{delegation,dns,smtp,cert} with `threads` parsers and seals.
 * Damage is logged, counted and left out.  0, or -errno, logged.
 */
MUST_USE int evidence_load_run(struct evidence *e, const char *run,
    unsigned threads, struct run_count *count);

/* The same for RUN/{smtp,cert} alone. */
MUST_USE int evidence_load_sessions(struct evidence *e, const char *run,
    unsigned threads, struct run_count *count);

/*
 * The same for dns records of one file, plain or gzip, "-": standard input.
 * If the count is strict: -EBADMSG at damage, of which the first is logged.
 */
MUST_USE int evidence_load_records(struct evidence *e, const char *path,
    unsigned threads, struct run_count *count);

#endif
