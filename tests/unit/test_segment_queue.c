/* Segments that wait: in order, whole, and no more than there is room for. */
#include "scanner/dns/segment_queue.h"

#include <assert.h>
#include <string.h>

#include "tap.h"

enum { MANY = 1000 };

static struct frame_tcp
segment(uint32_t seq, const uint8_t *payload, size_t len)
{
	return (struct frame_tcp){
	    .seq = seq, .payload = payload, .payload_len = len};
}

static bool
is_next(struct segment_queue *q, uint32_t seq, const char *payload)
{
	const struct frame_tcp *s = segment_queue_first(q);
	bool good = s != NULL && s->seq == seq &&
		    s->payload_len == strlen(payload) &&
		    memcmp(s->payload, payload, s->payload_len) == 0;
	if (s != NULL)
		segment_queue_pop(q);
	return good;
}

int
main(void)
{
	struct segment_queue q;
	uint8_t bytes[SEGMENT_QUEUE_PAYLOAD_MAX + 1] = "query";
	uint32_t taken = 0;
	bool in_order = true;
	assert(segment_queue_init(&q) == 0);
	ok(segment_queue_first(&q) == NULL, "nothing waits at first");

	struct frame_tcp syn = segment(1, NULL, 0), data = segment(2, bytes, 5);
	bool pushed =
	    segment_queue_push(&q, &syn) && segment_queue_push(&q, &data);
	bytes[0] = 'Q';
	ok(pushed && is_next(&q, 1, "") && is_next(&q, 2, "query") &&
		segment_queue_first(&q) == NULL,
	    "two leave in their order, the payload as it was");

	struct frame_tcp long_one = segment(3, bytes, sizeof(bytes));
	ok(!segment_queue_push(&q, &long_one), "one too long is refused");

	for (uint32_t i = 0; i < MANY; i++) {
		struct frame_tcp s = segment(i, NULL, 0);
		taken += segment_queue_push(&q, &s);
	}
	ok(taken > 0 && taken < MANY, "and so is what there is no room for");
	for (uint32_t i = 0; i < taken; i++)
		in_order = is_next(&q, i, "") && in_order;
	ok(in_order && segment_queue_first(&q) == NULL,
	    "what was taken leaves in its order");
	segment_queue_fini(&q);
	return tap_end();
}
