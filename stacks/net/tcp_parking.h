/*
 * tcp_parking.h - segments of a peer that came too early, until what lies
 * before them has come; and what we tell the peer of them (RFC 2018 4).
 *
 * Bounded: the one farthest ahead gives way, since what is near fills the next
 * hole, and a peer that sends nothing but holes cannot fill it for good.
 */
#ifndef TCP_PARKING_H
#define TCP_PARKING_H

#include <stddef.h>
#include <stdint.h>

#include "net/tcp_options.h"

enum {
	TCP_PARKED_MAX = 16,
	TCP_SEGMENT_MAX = 1460,
};

struct tcp_parked {
	uint8_t *bytes;
	uint32_t seq;
	uint32_t number; /* the how many-th that came: the last one is newest */
	uint16_t len;    /* 0: free, and there are no bytes */
};

struct tcp_parking {
	unsigned count;
	uint32_t last_number;
	struct tcp_parked at[TCP_PARKED_MAX];
};

/* All zero is one in which nothing is kept. */
void tcp_parking_fini(struct tcp_parking *p);

/*
 * Keeps it, if there is a place and memory, or it is as good as lost; at most
 * TCP_SEGMENT_MAX bytes.
 */
void tcp_parking_add(
    struct tcp_parking *p, uint32_t seq, const uint8_t *bytes, size_t len);

/* One that begins at `rcv_nxt` or before, and may be old by now; NULL: none. */
struct tcp_parked *tcp_parking_due(struct tcp_parking *p, uint32_t rcv_nxt);
void tcp_parking_drop(struct tcp_parking *p, struct tcp_parked *s);

/* What is kept, as runs: that with the newest first, as RFC 2018 4 wants. */
void tcp_parking_tell(const struct tcp_parking *p, struct tcp_sacks *out);

#endif
