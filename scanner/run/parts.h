/*
 * parts.h - the part writers of a scan: one for each kind of record, and
 * for SMTP one more for each worker.
 */
#ifndef RUN_PARTS_H
#define RUN_PARTS_H

#include "base/macros.h"
#include "output/manifest.h"
#include "output/part.h"
#include "scanner/engine/receiver.h"

enum { RUN_PARTS_MAX = 4 + RECEIVER_WORKERS_MAX };

/* Each writer belongs to the thread that it is named for. */
struct run_parts {
	struct part_writer *delegation, *dns, *cert, *smtp;
	struct part_writer *worker[RECEIVER_WORKERS_MAX];
	unsigned worker_count;
};

/* In this run directory.  0 or -errno; run_parts_close() ends it. */
MUST_USE int run_parts_open(
    struct run_parts *p, const char *dir, unsigned worker_count);

/* All parts get their final names.  0, or the first -errno. */
MUST_USE int run_parts_finish(struct run_parts *p);

/* What was written is on the disk; from any thread.  0, or the first -errno. */
MUST_USE int run_parts_sync(const struct run_parts *p);

/* What was finished, for the manifest; gives how many lists there are. */
size_t run_parts_list(
    const struct run_parts *p, struct manifest_parts out[RUN_PARTS_MAX]);

void run_parts_close(struct run_parts *p);

#endif
