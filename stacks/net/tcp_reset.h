/* tcp_reset.h - a RST for what is no connection of ours (RFC 9293 3.5.1). */
#ifndef TCP_RESET_H
#define TCP_RESET_H

#include <stdbool.h>
#include <stdint.h>

#include "net/packet.h"

/*
 * Its window, by which a capture tells it from the kernel's: Linux has 0.  That
 * of a connection which is aborted has what we offer, which is never 0 either.
 */
enum { TCP_RESET_WINDOW = 1 };

/* The RST for a segment that acknowledges something, of no connection. */
void tcp_reset(const struct tcp_segment *s, struct tcp_segment *rst);

/*
 * What comes for a SYN of ours of this number may be of an earlier connection
 * of the same two ports, which the peer remembers: it acknowledges something
 * else.  The RST that makes the peer forget it goes out, and the next SYN finds
 * nothing in its way.  False: it is not of that kind.
 */
bool tcp_reset_old(
    const struct tcp_segment *s, uint32_t isn, struct tcp_segment *rst);

#endif
