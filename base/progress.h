/*
 * progress.h - how far a command is that reads much: a line a second on a
 * terminal, and nothing elsewhere.
 *
 * A thread of its own writes the lines, so that one comes while others wait for
 * the disk or for another process.  It reads three numbers, which all others
 * may change without waiting.  NULL stands for nobody who wants to know.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "thread.h"

enum { PROGRESS_LINE_BYTES = 80 }; /* 79 columns, and the zero byte */

struct progress {
	_Atomic(const char *) phase; /* borrowed; NULL: none yet */
	atomic_uint_fast64_t all, done;
	atomic_int_fast64_t phase_began_ns;
	int64_t began_ns;
	atomic_int ended;
	struct thread thread;
};

/* Begins, where somebody looks.  Ended by progress_end(). */
void progress_begin(struct progress *p, bool quiet);
void progress_end(struct progress *p);

/*
 * What comes next, a literal, and how much there is of it, in whatever unit is
 * added then; 0: nobody knows.
 */
void progress_phase(struct progress *p, const char *phase, uint64_t all);
void progress_add(struct progress *p, uint64_t done);

/* The line, as of this time. */
void progress_line(
    const struct progress *p, int64_t now_ns, char out[PROGRESS_LINE_BYTES]);

#endif
