/*
 * tcp_queue.h - bytes that a connection has to send, or to send again, until
 * the peer acknowledges them.
 *
 * It takes memory as it grows: what a mail client says is short, and most
 * connections wait for a peer, with nothing in it.
 */
#ifndef TCP_QUEUE_H
#define TCP_QUEUE_H

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"

enum { TCP_QUEUE_MAX = 8192 };

struct tcp_queue {
	uint8_t *bytes;
	size_t len, room;
};

/* All zero is an empty one. */
void tcp_queue_fini(struct tcp_queue *q);

/* 0; or -ENOSPC, -ENOMEM, and nothing was added. */
MUST_USE int tcp_queue_add(
    struct tcp_queue *q, const uint8_t *bytes, size_t len);

/* The first `len` bytes, or all of fewer, are not needed any more. */
void tcp_queue_drop(struct tcp_queue *q, size_t len);

#endif
