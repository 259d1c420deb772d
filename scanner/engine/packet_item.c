#include "packet_item.h"

#include <stdlib.h>
#include <string.h>

struct packet_item *
packet_item_new(const struct packet *p, int64_t rx_ts_ns)
{
	size_t len = wire_left(&p->payload);
	struct packet_item *item = malloc(sizeof(*item) + len);
	if (item == NULL)
		return NULL;
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
	free(item);
}
