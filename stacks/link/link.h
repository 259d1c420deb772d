/*
 * link.h - frames out and frames in: the one contract of the packet path.
 *
 * Receiving belongs to one thread.  Each sending thread opens a link_tx of
 * its own, so that none waits for another.  A frame is reserved, written in
 * place, committed, and leaves at the next flush or when the batch is full.
 */
#ifndef LINK_H
#define LINK_H

#include <stddef.h>
#include <stdint.h>

#include "base/macros.h"
#include "base/text.h"
#include "net/frame.h"

struct link;
struct link_tx;

struct link_config {
	const char *interface;
	uint16_t port_first, port_last; /* ours: only these are received */
};

/* 0, or -errno with one line for a person in `why`.  link_close() ends it. */
MUST_USE int link_open(
    const struct link_config *config, struct link **out, struct text *why);
void link_close(struct link *l); /* NULL is fine; all link_tx are closed */

/* A sender of its own for one thread.  0 or -errno. */
MUST_USE int link_tx_open(struct link *l, struct link_tx **out);
void link_tx_close(struct link_tx *tx); /* NULL is fine; flushes first */

/* Room for one frame of FRAME_MAX bytes.  Never NULL: a full batch is sent. */
uint8_t *link_reserve(struct link_tx *tx);
void link_commit(struct link_tx *tx, size_t len);

/* Sends what was committed.  What the kernel refuses for good is counted. */
void link_flush(struct link_tx *tx);

struct link_frame {
	const uint8_t *bytes;
	size_t len;
	int64_t rx_ts_ns; /* real time */
};

/*
 * Waits up to `timeout_ms` and gives up to `max` frames, which are views
 * that live until link_release().  0: nothing came.
 */
size_t link_receive(
    struct link *l, struct link_frame *frames, size_t max, int timeout_ms);
void link_release(struct link *l);

struct link_stats {
	uint64_t sent, sent_bytes, send_failed;
	uint64_t received,
	    receive_dropped; /* by the kernel, for want of room */
};

/* The sum over all senders; may be called from any thread. */
void link_stats(struct link *l, struct link_stats *out);

#endif
