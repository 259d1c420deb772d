/* kernel_tx.h - a sender whose frames become calls of the kernel's sockets. */
#ifndef KERNEL_TX_H
#define KERNEL_TX_H

#include "base/macros.h"

struct kernel_link;
struct link_tx;

/* 0 or -ENOMEM.  Ended by link_tx_close(), before the link. */
MUST_USE int kernel_tx_open(struct kernel_link *l, struct link_tx **out);

#endif
