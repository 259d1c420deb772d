/*
 * question_end.h - how a question ends, from what was seen until then.
 *
 * Only functions on what was seen; that it ends is for question.c to say.
 */
#ifndef QUESTION_END_H
#define QUESTION_END_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "dns/status.h"

struct cut;
struct cut_host;
struct dns_message;
struct kept_reply;
struct question_evidence;
struct question_server;
struct question_servers;

struct question_end {
	enum dns_status status;
	const uint8_t *message; /* NULL: none; lives as long as the event */
	size_t message_len;
	struct addr server;
	const struct cut_host *ns; /* NULL: no server was asked */
	bool tcp;
	unsigned spared; /* with NOT_ASKED: why, as the iterator's io has it */
};

/* Without a reply.  `last` was asked last; NULL: nobody was asked. */
struct question_end question_end_without(
    enum dns_status status, const struct question_server *last, bool tcp);

/* With the reply that has just come, from `last`. */
struct question_end question_end_with(
    const struct dns_message *m, const struct question_server *last, bool tcp);

/* With one that was kept, which lives as long as the question. */
struct question_end question_end_with_kept(const struct kept_reply *kept);

/*
 * With the best that was seen; where nothing was, with why: silence, a
 * blocklist, servers that are spared, no address of a family that we have, or
 * no address at all.
 */
struct question_end question_end_with_best(
    const struct question_evidence *evidence,
    const struct question_servers *servers, const struct cut *cut,
    const struct question_server *last, bool tcp);

#endif
