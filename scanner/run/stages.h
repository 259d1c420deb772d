/*
 * stages.h - the thread that runs the stages, one after the other.
 *
 * It sends all DNS questions and all SYNs; between stages, with the recorder
 * paused, it turns findings into the targets of the next stage.
 */
#ifndef STAGES_H
#define STAGES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"
#include "output/record/stage.h"
#include "stage_work.h"
#include "tally.h"

struct stages;

struct stage_times {
	int64_t began_ns, ended_ns; /* real time; 0: it did not run */
	struct tally began, ended;  /* what was counted until then */
};

/* Starts the thread; `work` is copied.  0 or -errno. */
MUST_USE int stages_start(const struct stage_work *work, struct stages **out);

/* It has run all stages, or was halted. */
bool stages_have_ended(const struct stages *s);

/* Joins it; `times` by stage. */
void stages_end(struct stages *s, struct stage_times times[STAGE_COUNT]);

#endif
