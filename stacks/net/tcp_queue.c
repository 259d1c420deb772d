#include "net/tcp_queue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM_FIRST = 512 }; /* for a ClientHello, mostly */

void
tcp_queue_fini(struct tcp_queue *q)
{
	free(q->bytes);
	*q = (struct tcp_queue){0};
}

int
tcp_queue_add(struct tcp_queue *q, const uint8_t *bytes, size_t len)
{
	if (len > TCP_QUEUE_MAX - q->len)
		return -ENOSPC;
	if (len == 0)
		return 0;
	size_t room = q->room > 0 ? q->room : ROOM_FIRST;
	while (room < q->len + len)
		room *= 2;
	if (room > q->room) {
		uint8_t *grown = realloc(q->bytes, room);
		if (grown == NULL)
			return -ENOMEM;
		q->bytes = grown;
		q->room = room;
	}
	memcpy(q->bytes + q->len, bytes, len);
	q->len += len;
	return 0;
}

void
tcp_queue_drop(struct tcp_queue *q, size_t len)
{
	if (len > q->len)
		len = q->len;
	q->len -= len;
	if (q->len > 0)
		memmove(q->bytes, q->bytes + len, q->len);
}
