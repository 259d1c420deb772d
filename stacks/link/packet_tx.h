/*
 * packet_tx.h - a sender over AF_PACKET: sendmmsg in batches, past the
 * queueing discipline.  A full device is waited for, a bounded time.
 */
#ifndef PACKET_TX_H
#define PACKET_TX_H

#include "link/link_ops.h"

/* 0 or -errno.  The caller sets `totals`. */
MUST_USE int packet_tx_open(int ifindex, struct link_tx **out);

#endif
