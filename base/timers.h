/*
 * timers.h - what is due when: a binary heap of intrusive timers.
 *
 * Of those due at one time the first that was set comes first.
 */
#ifndef TIMERS_H
#define TIMERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/macros.h"

struct timer {
	int64_t due_ns;
	uint64_t order;
	size_t place; /* 1 + index in the heap; 0: not set */
};

struct timers {
	struct array heap; /* struct timer * */
	uint64_t set;      /* timers set so far */
};

void timers_fini(struct timers *t);

/*
 * Room for `count` timers in all: setting those then does not fail.
 * 0 or -ENOMEM.
 */
MUST_USE int timers_reserve(struct timers *t, size_t count);

/* Sets, or sets anew. */
void timers_set(struct timers *t, struct timer *timer, int64_t due_ns);

/* Does nothing to one that is not set. */
void timers_clear(struct timers *t, struct timer *timer);

/* The one due first, or NULL. */
struct timer *timers_first(const struct timers *t);

#endif
