/*
 * kernel_tcp.h - the far end of one TCP connection of ours, played by a
 * socket of the kernel: segments of our stack become calls, and what the
 * calls bring becomes segments.
 *
 * What the peer sent stays in the kernel until our stack acknowledges it: it
 * is looked at (MSG_PEEK), never kept here, and given again when it was lost
 * on the way to our stack.  The socket is borrowed.
 */
#ifndef KERNEL_TCP_H
#define KERNEL_TCP_H

#include "net/packet.h"

enum {
	KERNEL_TCP_PAYLOAD_MAX = 1400,
	KERNEL_TCP_IN_FLIGHT_MAX = 16384,
};

enum kernel_tcp_state {
	KERNEL_TCP_CONNECTING, /* the kernel sent a SYN */
	KERNEL_TCP_OPEN,       /* connected: our stack may not know it yet */
	KERNEL_TCP_RESET,      /* that is to be told */
	KERNEL_TCP_OVER,       /* nothing more will come */
};

struct kernel_tcp {
	enum kernel_tcp_state state;
	int fd;
	uint32_t
	    rcv_nxt; /* of our stack's bytes: the kernel took those before */
	uint32_t snd_una, snd_nxt,
	    snd_max;                   /* of the peer's, as numbered here */
	uint16_t window;               /* of our stack */
	bool greeted;                  /* our stack answered the SYN-ACK */
	bool own_fin;                  /* of our stack, and taken */
	bool peer_fin, peer_fin_known; /* given; acknowledged */
	bool ack_owed;
	bool full;        /* the kernel takes no more for now */
	int64_t progress; /* in ns: when our stack last moved on */
	unsigned tries;   /* without progress */
};

struct kernel_tcp_segment {
	struct tcp_segment head;
	size_t len;
	uint8_t payload[KERNEL_TCP_PAYLOAD_MAX];
};

/* `fd` is connecting for the SYN; `isn` is the peer's. */
void kernel_tcp_init(
    struct kernel_tcp *t, int fd, const struct tcp_segment *syn, uint32_t isn);

/* A segment of our stack. */
void kernel_tcp_take(struct kernel_tcp *t, const struct tcp_segment *s,
    const struct wire *payload, int64_t now_ns);

/* What epoll said of the socket. */
void kernel_tcp_wake(struct kernel_tcp *t, uint32_t events);

/* True: something is to be given again, or it is over. */
bool kernel_tcp_tick(struct kernel_tcp *t, int64_t now_ns);

/* The next segment for our stack.  False: none now. */
bool kernel_tcp_give(
    struct kernel_tcp *t, int64_t now_ns, struct kernel_tcp_segment *out);

/* Before the socket is closed: unless both sides closed, it will be reset. */
void kernel_tcp_fini(struct kernel_tcp *t);

#endif
