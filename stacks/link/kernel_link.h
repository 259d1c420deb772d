/*
 * kernel_link.h - what senders and the receiver of a kernel link share.
 *
 * Senders act on flows at their flush, under the lock; the receiver waits
 * without it, and makes every frame.  A sender that gives it work wakes it.
 */
#ifndef KERNEL_LINK_H
#define KERNEL_LINK_H

#include <pthread.h>
#include <sys/epoll.h>

#include "link/kernel_flows.h"
#include "link/link_ops.h"

enum { KERNEL_BATCH = 64 };

struct kernel_link {
	struct link base;
	int epoll;
	int wake;             /* an eventfd */
	pthread_mutex_t lock; /* of the flows */
	struct kernel_flows flows;
	int64_t tick_ns; /* when timers were looked at */
	_Atomic uint64_t received, fragments;
	uint8_t frames[KERNEL_BATCH][FRAME_MAX]; /* received */
};

#endif
