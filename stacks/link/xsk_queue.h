/*
 * xsk_queue.h - one AF_XDP socket, of one queue of the interface.
 *
 * Frames lie in memory shared with the kernel.  Those received are borrowed
 * until xsk_queue_release(); receiving belongs to one thread.  Sending, where
 * it was asked for, belongs to one other thread.
 */
#ifndef XSK_QUEUE_H
#define XSK_QUEUE_H

#include <stdbool.h>

#include "link/link_ops.h"

struct xsk_queue;

struct xsk_queue_config {
	const char *interface;
	unsigned queue;
	unsigned frames; /* for receiving, a power of two */
	bool generic;    /* XDP is: frames are copied */
	int sockets_fd;  /* the program's map of sockets */
};

/* 0 or -errno. */
MUST_USE int xsk_queue_open(
    const struct xsk_queue_config *config, struct xsk_queue **out);
void xsk_queue_close(struct xsk_queue *q); /* NULL is fine */

int xsk_queue_fd(const struct xsk_queue *q); /* readable: frames came */

/* Up to `max` frames that are there; no waiting. */
size_t xsk_queue_take(
    struct xsk_queue *q, struct link_frame *frames, size_t max, int64_t now_ns);

/* Gives all that were taken back to the kernel. */
void xsk_queue_release(struct xsk_queue *q);

/* Frames that the kernel dropped for want of room. */
uint64_t xsk_queue_dropped(const struct xsk_queue *q);

/*
 * A sender over this queue's socket, one at most, closed before the queue.
 * 0 or -ENOMEM.  The caller sets `totals`.
 */
MUST_USE int xsk_queue_tx_open(struct xsk_queue *q, struct link_tx **out);

#endif
