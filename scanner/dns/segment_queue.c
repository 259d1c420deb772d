#include "segment_queue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { WAITING_MAX = 256 };

struct waiting_segment {
	struct frame_tcp frame;
	uint8_t payload[SEGMENT_QUEUE_PAYLOAD_MAX];
};

int
segment_queue_init(struct segment_queue *q)
{
	*q = (struct segment_queue){.at = calloc(WAITING_MAX, sizeof(*q->at))};
	return q->at == NULL ? -ENOMEM : 0;
}

void
segment_queue_fini(struct segment_queue *q)
{
	free(q->at);
	*q = (struct segment_queue){.at = NULL};
}

bool
segment_queue_push(struct segment_queue *q, const struct frame_tcp *s)
{
	if (q->count == WAITING_MAX ||
	    s->payload_len > SEGMENT_QUEUE_PAYLOAD_MAX)
		return false;
	struct waiting_segment *w =
	    &q->at[(q->first + q->count++) % WAITING_MAX];
	w->frame = *s;
	if (s->payload_len > 0)
		memcpy(w->payload, s->payload, s->payload_len);
	w->frame.payload = w->payload;
	return true;
}

const struct frame_tcp *
segment_queue_first(const struct segment_queue *q)
{
	return q->count > 0 ? &q->at[q->first].frame : NULL;
}

void
segment_queue_pop(struct segment_queue *q)
{
	q->first = (q->first + 1) % WAITING_MAX;
	q->count--;
}
