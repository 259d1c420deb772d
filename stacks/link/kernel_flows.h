/*
 * kernel_flows.h - the sockets that stand for flows of ours: found by their
 * numbers, bounded per protocol, and queued while they may have something.
 */
#ifndef KERNEL_FLOWS_H
#define KERNEL_FLOWS_H

#include <sys/queue.h>

#include "base/macros.h"
#include "base/table.h"
#include "link/kernel_tcp.h"

/* Of UDP one socket serves every peer: `peer` is zero, and its port. */
struct kernel_key {
	enum net_proto proto;
	struct addr own, peer;
	uint16_t own_port, peer_port;
};

struct kernel_flow {
	struct kernel_key key;
	uint64_t id; /* never given twice: what epoll keeps */
	int fd;
	struct kernel_tcp tcp; /* only of TCP */
	bool waiting;          /* in that list */
	LIST_ENTRY(kernel_flow) spare;
	TAILQ_ENTRY(kernel_flow) use, queue;
};

LIST_HEAD(kernel_flow_spares, kernel_flow);
TAILQ_HEAD(kernel_flow_list, kernel_flow);

struct kernel_flows {
	struct kernel_flow *flows; /* 2 * max: UDP, then TCP */
	unsigned max;
	struct table by_key;
	struct kernel_flow_spares free_udp, free_tcp;
	struct kernel_flow_list udp, tcp; /* least recently used first */
	struct kernel_flow_list waiting;
};

/* Up to `max` flows of each protocol.  0 or -ENOMEM. */
MUST_USE int kernel_flows_init(struct kernel_flows *t, unsigned max);
void kernel_flows_fini(struct kernel_flows *t); /* closes all sockets */

/* NULL: there is none. */
struct kernel_flow *kernel_flows_find(
    struct kernel_flows *t, const struct kernel_key *key);
struct kernel_flow *kernel_flows_by_id(struct kernel_flows *t, uint64_t id);

/*
 * A new flow that owns `fd`; NULL: there are `max` (of TCP), and the socket
 * is the caller's.  Of UDP the least recently used one makes room.
 */
struct kernel_flow *kernel_flows_add(
    struct kernel_flows *t, const struct kernel_key *key, int fd);
void kernel_flows_remove(struct kernel_flows *t, struct kernel_flow *f);

/* It is the most recently used one now. */
void kernel_flows_touch(struct kernel_flows *t, struct kernel_flow *f);

/* The queue of those that may have something; pop gives NULL: none. */
void kernel_flows_push(struct kernel_flows *t, struct kernel_flow *f);
struct kernel_flow *kernel_flows_pop(struct kernel_flows *t);

#endif
