/*
 * packet_item.h - a packet with its own copy of the payload, on its way from
 * the receiver to whose it is.  Made by one thread, freed by another.
 */
#ifndef PACKET_ITEM_H
#define PACKET_ITEM_H

#include <stdint.h>

#include "net/packet.h"

struct packet_item {
	struct packet packet; /* its payload is a view into `bytes` */
	int64_t rx_ts_ns;     /* real time */
	uint8_t bytes[];
};

/* A copy on the heap, or NULL. */
struct packet_item *packet_item_new(const struct packet *p, int64_t rx_ts_ns);
void packet_item_free(struct packet_item *item); /* NULL is fine */

#endif
