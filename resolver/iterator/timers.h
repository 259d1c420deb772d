/*
 * timers.h - what is due when: a binary heap of intrusive timers.
 *
 * Of those due at one time the first that was set comes first.
 */
#ifndef ITERATOR_TIMERS_H
#define ITERATOR_TIMERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/macros.h"

struct iterator_timer {
	int64_t due_ns;
	uint64_t order;
	size_t place; /* 1 + index in the heap; 0: not set */
};

struct iterator_timers {
	struct array heap; /* struct iterator_timer * */
	uint64_t set;      /* timers set so far */
};

void iterator_timers_fini(struct iterator_timers *t);

/*
 * Room for `count` timers in all: setting those then does not fail.
 * 0 or -ENOMEM.
 */
MUST_USE int iterator_timers_reserve(struct iterator_timers *t, size_t count);

/* Sets, or sets anew. */
void iterator_timers_set(
    struct iterator_timers *t, struct iterator_timer *timer, int64_t due_ns);

/* Does nothing to one that is not set. */
void iterator_timers_clear(
    struct iterator_timers *t, struct iterator_timer *timer);

/* The one due first, or NULL. */
struct iterator_timer *iterator_timers_first(const struct iterator_timers *t);

#endif
