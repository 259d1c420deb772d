/* request_result.h - tells how a request ended. */
#ifndef REQUEST_RESULT_H
#define REQUEST_RESULT_H

struct dns_message;
struct iterator_io;
struct recent_replies;
struct request;

/*
 * Gives the end of its question to `io`, whose final reply `m` is, or NULL.
 * Where every server was asked, each different reply is told before it.
 */
void request_tell(const struct request *r, const struct dns_message *m,
    const struct recent_replies *replies, const struct iterator_io *io);

#endif
