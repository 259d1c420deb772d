/*
 * record_lines.h - dns records, as lines of their part: the recorder's end
 * that writes.
 */
#ifndef RECORD_LINES_H
#define RECORD_LINES_H

#include <stdbool.h>

#include "base/halt.h"
#include "base/text.h"
#include "output/part.h"
#include "output/record/observations.h"
#include "scanner/engine/counters.h"
#include "domains.h"
#include "resolution.h"

struct held_line;

/* All that is pointed at is borrowed. */
struct record_lines {
	struct part_writer *part;
	const struct domains *domains;
	struct counters *counters;
	struct halt *halt;      /* told when a record cannot be written */
	struct text of_one;     /* of one question, until all are there */
	struct text held;       /* with what was known late */
	unsigned rounds_before; /* record_lines_tick() looks at the clock */
};

void record_lines_fini(struct record_lines *l);

/* Where `f` has more results to come, its line waits for theirs. */
void record_lines_add(struct record_lines *l, const struct resolution *f,
    const struct observations *servers);

/* A line that was held, of a question that was asked once. */
void record_lines_add_held(
    struct record_lines *l, const struct held_line *held);

/* In each round of the thread's loop; `idle`: there is nothing else to do. */
void record_lines_tick(struct record_lines *l, bool idle);

/* Writes all that was added. */
void record_lines_flush(struct record_lines *l);

#endif
