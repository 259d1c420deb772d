/*
 * worst_window.h - is sent <= rate * (t2 - t1) + burst over every interval?
 *
 * A queue that is drained at the rate holds, after each sending, the most by
 * which any interval that ends now goes beyond the rate alone.
 */
#ifndef WORST_WINDOW_H
#define WORST_WINDOW_H

#include <stdint.h>

struct worst_window {
	double rate;  /* units a second */
	double level; /* of the queue, at last_ns */
	double worst; /* the highest that it was */
	int64_t last_ns;
};

static inline void
worst_window_sent(struct worst_window *w, double units, int64_t now_ns)
{
	w->level -= w->rate * (double)(now_ns - w->last_ns) / 1e9;
	if (w->level < 0)
		w->level = 0;
	w->level += units;
	w->last_ns = now_ns;
	if (w->level > w->worst)
		w->worst = w->level;
}

#endif
