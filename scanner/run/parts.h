/*
 * parts.h - the part writers of a scan: one for each kind of record, and
 * for SMTP one more for each worker.
 */
#ifndef RUN_PARTS_H
#define RUN_PARTS_H

#include "base/array.h"
#include "base/macros.h"
#include "base/text.h"
#include "output/manifest.h"
#include "output/part.h"
#include "scanner/engine/receiver.h"

enum { RUN_PARTS_MAX = 7 + RECEIVER_WORKERS_MAX };

/* Each writer belongs to the thread that it is named for. */
struct run_parts {
	struct part_writer *delegation, *dns, *cert, *smtp, *listed, *dropped;
	struct part_writer *worker[RECEIVER_WORKERS_MAX];
	unsigned worker_count;
	struct line_stream *stream; /* NULL: files */
	struct array earlier;       /* struct part_info, of earlier starts */
};

/*
 * In this run directory, with names that no other run's parts have; or, unless
 * that is NULL, to `stream`, which is borrowed.  0 or -errno; run_parts_close()
 * ends it.
 */
MUST_USE int run_parts_open(struct run_parts *p, const char *dir,
    struct line_stream *stream, const char *run_id, unsigned worker_count);

/*
 * Makes whole what an earlier start left open (part_adopt.h), before the first
 * line.  0; or -errno with one line for a person in `why`.
 */
MUST_USE int run_parts_adopt(
    struct run_parts *p, const char *dir, struct text *why);

/* All parts get their final names.  0, or the first -errno. */
MUST_USE int run_parts_finish(struct run_parts *p);

/* What was written is on the disk; from any thread.  0, or the first -errno. */
MUST_USE int run_parts_sync(const struct run_parts *p);

/*
 * What was finished, for the manifest; gives how many lists there are.  While
 * the writers' threads are at work only what earlier starts left.
 */
size_t run_parts_list(const struct run_parts *p, bool at_work,
    struct manifest_parts out[RUN_PARTS_MAX]);

void run_parts_close(struct run_parts *p);

#endif
