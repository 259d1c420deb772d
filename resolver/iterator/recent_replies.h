/*
 * recent_replies.h - the last replies over UDP, each known by the query that
 * it answers: whoever forges a reply on the way cannot keep the true one from
 * coming too, and the two are not the same.
 *
 * The first is used at once.  A second one shows that nobody can tell which is
 * true; TCP has its own way to be sure of that.
 */
#ifndef RECENT_REPLIES_H
#define RECENT_REPLIES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/macros.h"

struct addr;
struct dns_message;
struct recent_replies;
struct request_query;

enum { RECENT_REPLIES_MAX = 1 << 14 }; /* 1 MiB; the oldest make room */

/* 0 or -ENOMEM. */
MUST_USE int recent_replies_new(struct recent_replies **out);
void recent_replies_free(struct recent_replies *r); /* NULL is fine */

/* `m` is the first reply to this query.  Without a question it is no answer. */
void recent_replies_add(struct recent_replies *r,
    const struct request_query *query, const struct dns_message *m);

/*
 * `m` came, and its query has its reply.  Gives that one's number where it says
 * something else (reply_digest.h), for the first time; or 0.
 */
uint64_t recent_replies_compare(struct recent_replies *r,
    const struct request_query *query, const struct dns_message *m);

struct recent_reply {
	uint64_t number; /* from 1 on, never given twice; 0: it is none */
	bool conflict;   /* another came that says something else */
};

/* What is known of the reply `m`, which this server gave. */
struct recent_reply recent_replies_find(const struct recent_replies *r,
    const struct addr *server, const struct dns_message *m);

#endif
