/*
 * live_tx.h - a sender by XDP live frames (Linux >= 5.18): one system call
 * for thousands of frames, and no skb for any.
 *
 * A call has a price of its own, so small flushes go over another sender,
 * and so does everything where the interface refuses the very first live
 * frame.  Frames that it refuses later, being full, are sent again for some
 * 10 ms, and then counted as failed.
 */
#ifndef LIVE_TX_H
#define LIVE_TX_H

#include "link/link_ops.h"

/*
 * Sends to the interface of this number.  Takes `other` where it succeeds.
 * `link` is told when live frames turn out to be refused.  0, or -errno: the
 * kernel is too old or has no BTF, or we lack CAP_SYS_ADMIN.  The caller sets
 * `totals`.
 */
MUST_USE int live_tx_open(int ifindex, struct link_tx *other, struct link *link,
    struct link_tx **out);

#endif
