/*
 * writer.h - the thread that turns answers into lines of the output.
 */
#ifndef PROBE_WRITER_H
#define PROBE_WRITER_H

#include "base/halt.h"
#include "base/macros.h"
#include "base/ring.h"
#include "output/line_file.h"
#include "counters.h"
#include "record.h"

struct probe_writer;

/* All is borrowed for the writer's life. */
struct probe_writer_config {
	struct ring *batches; /* of struct probe_batch */
	struct line_file *output;
	const struct probe_fields *fields;
	uint64_t max_records; /* 0: no bound */
	struct halt *halt;    /* told when writing fails */
	struct probe_counters *counters;
};

/* Starts the thread.  0 or -errno. */
MUST_USE int probe_writer_start(
    const struct probe_writer_config *config, struct probe_writer **out);

/* Writes what the ring still holds, and ends.  NULL is fine. */
void probe_writer_stop(struct probe_writer *w);

#endif
