/*
 * one_frame_tx.h - a sender with room for one frame, for links that take each
 * at link_commit(): a capture, a network in memory.
 */
#ifndef ONE_FRAME_TX_H
#define ONE_FRAME_TX_H

#include "base/macros.h"
#include "link/link_ops.h"
#include "net/frame.h"

struct one_frame_tx {
	struct link_tx base;
	struct link *link;
	uint8_t frame[FRAME_MAX];
	uint64_t frames, bytes; /* committed since the last flush */
};

/* 0 or -ENOMEM.  Of `ops`, reserve and close are those below. */
MUST_USE int one_frame_tx_open(
    struct link *l, const struct link_tx_ops *ops, struct link_tx **out);

uint8_t *one_frame_tx_reserve(struct link_tx *tx);
void one_frame_tx_close(struct link_tx *tx);

/* Adds what was committed to the link's totals, as sent or as failed. */
void one_frame_tx_count(struct one_frame_tx *tx, bool sent);

#endif
