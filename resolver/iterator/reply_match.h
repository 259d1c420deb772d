/* reply_match.h - is a reply the one to the query that is on the wire? */
#ifndef REPLY_MATCH_H
#define REPLY_MATCH_H

struct dns_message;
struct question;

enum reply_match {
	REPLY_MATCH_OURS,
	REPLY_MATCH_BROKEN, /* ours, and of no use */
	REPLY_MATCH_FOREIGN,
};

/*
 * By what the message holds.  Server, port and ID fit already: by these the
 * request was found (request_index.h).
 */
enum reply_match reply_match(
    const struct question *q, const struct dns_message *m);

#endif
