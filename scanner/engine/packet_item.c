#include "packet_item.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static size_t
bytes_of(const struct packet *p)
{
	return sizeof(struct packet_item) + wire_left(&p->payload);
}

static void
give_back(struct packet_room *room, size_t bytes)
{
	if (room != NULL)
		atomic_fetch_sub_explicit(
		    &room->used, bytes, memory_order_relaxed);
}

static bool
take(struct packet_room *room, size_t bytes)
{
	if (room == NULL)
		return true;
	size_t before =
	    atomic_fetch_add_explicit(&room->used, bytes, memory_order_relaxed);
	if (before + bytes <= room->max)
		return true;
	give_back(room, bytes);
	return false;
}

struct packet_item *
packet_item_new(
    const struct packet *p, int64_t rx_ts_ns, struct packet_room *room)
{
	size_t len = wire_left(&p->payload);
	if (!take(room, bytes_of(p)))
		return NULL;
	struct packet_item *item = malloc(bytes_of(p));
	if (item == NULL) {
		give_back(room, bytes_of(p));
		return NULL;
	}
	item->room = room;
	item->packet = *p;
	item->rx_ts_ns = rx_ts_ns;
	if (len > 0)
		memcpy(item->bytes, p->payload.at, len);
	item->packet.payload = wire_over(item->bytes, len);
	item->packet.transport = (struct wire){0}; /* stays with the frame */
	return item;
}

void
packet_item_free(struct packet_item *item)
{
	if (item != NULL)
		give_back(item->room, bytes_of(&item->packet));
	free(item);
}
