/*
 * kept_reply.h - a copy of a reply, and who gave it.
 *
 * A message lives no longer than the event that brought it; what may become
 * the answer later has to be copied.
 */
#ifndef KEPT_REPLY_H
#define KEPT_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "dns/message.h"

struct cut_host;
struct question_server;

/* All zero is none. */
struct kept_reply {
	uint8_t *bytes; /* NULL: none */
	size_t len;
	struct addr server;
	const struct cut_host *ns;
	bool tcp;
};

/* Replaces what was kept.  Without heap nothing is kept from then on. */
void kept_reply_set(struct kept_reply *k, const struct dns_message *m,
    const struct question_server *from, bool tcp);
void kept_reply_clear(struct kept_reply *k);

/* The same message, the ID aside: each query draws its own. */
bool kept_reply_equals(
    const struct kept_reply *k, const uint8_t *message, size_t len);

#endif
