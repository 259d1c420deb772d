/*
 * segment_queue.h - TCP segments that wait for the pacer, in their order.
 *
 * TCP would repeat what is thrown away, but only after a second, and its SYN
 * but three times: while a spray takes all that the pacer gives, that made
 * servers silent who were never asked.
 */
#ifndef SEGMENT_QUEUE_H
#define SEGMENT_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "net/frame.h"

enum { SEGMENT_QUEUE_PAYLOAD_MAX = 2 + 512 }; /* a query and its length */

struct segment_queue {
	struct waiting_segment *at; /* a ring of all that may wait */
	size_t first, count;
};

/* 0 or -ENOMEM; ended by segment_queue_fini(). */
MUST_USE int segment_queue_init(struct segment_queue *q);
void segment_queue_fini(struct segment_queue *q); /* all zero is fine */

/* Copies it; false: there is no room, and TCP has to repeat it. */
bool segment_queue_push(struct segment_queue *q, const struct frame_tcp *s);

/* The one that waits longest, a view until it is popped; NULL: none waits. */
const struct frame_tcp *segment_queue_first(const struct segment_queue *q);
void segment_queue_pop(struct segment_queue *q);

#endif
