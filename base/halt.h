/*
 * halt.h - why the loops of a program end before their work is done: somebody
 * asked for it, or something failed.
 *
 * There is one for all threads of a program, and each of their loops watches
 * it: whoever fails first ends the whole.
 */
#ifndef HALT_H
#define HALT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct halt {
	const atomic_bool *asked; /* borrowed; NULL: nobody can */
	atomic_int error;         /* the first -errno; 0: none */
};

static inline void
halt_init(struct halt *h, const atomic_bool *asked)
{
	h->asked = asked;
	atomic_init(&h->error, 0);
}

/* Notes an -errno.  The first one stays; 0 and more is none. */
static inline void
halt_fail(struct halt *h, int rc)
{
	int none = 0;
	if (rc < 0)
		atomic_compare_exchange_strong(&h->error, &none, rc);
}

/* 0, or the first -errno. */
static inline int
halt_error(const struct halt *h)
{
	return atomic_load_explicit(&h->error, memory_order_acquire);
}

static inline bool
halt_was_asked(const struct halt *h)
{
	return h->asked != NULL &&
	       atomic_load_explicit(h->asked, memory_order_relaxed);
}

/* A loop asks this in each round. */
static inline bool
halt_is_due(const struct halt *h)
{
	return halt_error(h) < 0 || halt_was_asked(h);
}

#endif
