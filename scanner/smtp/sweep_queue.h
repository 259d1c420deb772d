/*
 * sweep_queue.h - addresses that wait, first come, first served.  It runs
 * through the addresses, each of which is in one queue at most, and needs no
 * memory of its own.  For scanner/smtp alone.
 */
#ifndef SWEEP_QUEUE_H
#define SWEEP_QUEUE_H

struct sweep_address;

/* All zero is an empty one. */
struct sweep_queue {
	struct sweep_address *first, *last;
};

void sweep_queue_push(struct sweep_queue *q, struct sweep_address *a);

/* NULL: it is empty. */
struct sweep_address *sweep_queue_pop(struct sweep_queue *q);

#endif
