/*
 * different_replies.h - replies to one question that are unlike each other,
 * each with who gave it first.
 *
 * Where servers of a zone disagree, only a proof can tell who is right, and
 * that is made later: so all are kept.
 */
#ifndef DIFFERENT_REPLIES_H
#define DIFFERENT_REPLIES_H

#include <stdbool.h>

#include "dns/message.h"
#include "kept_reply.h"

struct question_server;

enum { DIFFERENT_REPLIES_MAX = 8 };

/* All zero is none. */
struct different_replies {
	struct kept_reply *at;
	unsigned count;
};

void different_replies_fini(struct different_replies *r);

/*
 * Keeps the reply if it is unlike those that are there and there is room.
 * Without heap it is lost: the question goes on without it.
 */
void different_replies_add(struct different_replies *r,
    const struct dns_message *m, const struct question_server *from, bool tcp);

#endif
