#include "kept_reply.h"

#include <stdlib.h>
#include <string.h>

#include "question_servers.h"

enum { AFTER_ID = 2 };

void
kept_reply_clear(struct kept_reply *k)
{
	free(k->bytes);
	*k = (struct kept_reply){0};
}

void
kept_reply_set(struct kept_reply *k, const struct dns_message *m,
    const struct question_server *from, bool tcp)
{
	size_t len = wire_left(&m->whole);

	kept_reply_clear(k);
	k->bytes = malloc(len);
	if (k->bytes == NULL)
		return;
	memcpy(k->bytes, m->whole.at, len);
	k->len = len;
	k->server = from->addr;
	k->ns = from->ns;
	k->tcp = tcp;
}

bool
kept_reply_equals(
    const struct kept_reply *k, const uint8_t *message, size_t len)
{
	return k->len == len && memcmp(k->bytes + AFTER_ID, message + AFTER_ID,
				    len - AFTER_ID) == 0;
}
