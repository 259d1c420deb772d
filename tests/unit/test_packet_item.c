#include "scanner/engine/packet_item.h"

#include <string.h>

#include "base/macros.h"
#include "tap.h"

enum { MANY = 100, BYTES = 1400 };

static struct packet
packet_of(const uint8_t *bytes, size_t len)
{
	return (struct packet){
	    .proto = NET_TCP, .payload = wire_over(bytes, len)};
}

static void
test_copy(void)
{
	uint8_t bytes[] = "payload";
	struct packet p = packet_of(bytes, sizeof(bytes));
	struct packet_item *item = packet_item_new(&p, 17, NULL);
	memset(bytes, 0, sizeof(bytes));
	ok(item != NULL && item->rx_ts_ns == 17 &&
		wire_left(&item->packet.payload) == sizeof(bytes) &&
		memcmp(item->packet.payload.at, "payload", sizeof(bytes)) == 0,
	    "it has its own payload");
	packet_item_free(item);
	packet_item_free(NULL);
}

/* A stranger's segments: as many as there is room for, however few slots. */
static void
test_room(void)
{
	static const uint8_t bytes[BYTES];
	struct packet_item *items[MANY] = {NULL};
	struct packet_room room = {.max = 20000}, small = {.max = 100};
	struct packet p = packet_of(bytes, BYTES), empty = packet_of(bytes, 0);
	unsigned taken = 0;
	while (taken < MANY &&
	       (items[taken] = packet_item_new(&p, 0, &room)) != NULL)
		taken++;
	ok(taken == room.max / (sizeof(struct packet_item) + BYTES),
	    "a room holds so many, headers among them");
	ok(packet_item_new(&p, 0, &room) == NULL &&
		atomic_load(&room.used) <= room.max,
	    "and no more, which costs it nothing");
	packet_item_free(items[0]);
	items[0] = packet_item_new(&p, 0, &room);
	ok(items[0] != NULL, "what is freed is given back");
	for (unsigned i = 0; i < taken; i++)
		packet_item_free(items[i]);
	ok(atomic_load(&room.used) == 0, "all of it");
	ok(packet_item_new(&empty, 0, &small) == NULL,
	    "a packet without a payload is no packet without size");
}

int
main(void)
{
	test_copy();
	test_room();
	return tap_end();
}
