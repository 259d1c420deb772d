/*
 * packet_item.h - a packet with its own copy of the payload, on its way from
 * the receiver to whose it is.  Made by one thread, freed by another.
 */
#ifndef PACKET_ITEM_H
#define PACKET_ITEM_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "net/packet.h"

/*
 * What the packets of one ring may hold of the heap, all together: its slots
 * bound their number, and strangers choose their size.
 */
struct packet_room {
	atomic_size_t used; /* bytes; by both threads */
	size_t max;
};

struct packet_item {
	struct packet packet; /* its payload is a view into `bytes` */
	int64_t rx_ts_ns;     /* real time */
	struct packet_room *room;
	uint8_t bytes[];
};

/*
 * A copy on the heap.  NULL: none is left of it, or of `room`, which the item
 * keeps; NULL for that: it is not bounded.
 */
struct packet_item *packet_item_new(
    const struct packet *p, int64_t rx_ts_ns, struct packet_room *room);
void packet_item_free(struct packet_item *item); /* NULL is fine */

#endif
