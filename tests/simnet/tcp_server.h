/*
 * tcp_server.h - one accepted TCP connection of a server: plain, slow to
 * give up, and written apart from stacks/net/tcp_conn.c.
 *
 * Goes back to the oldest byte after a second without progress (then two,
 * four ...), and keeps nothing that comes out of order.
 *
 *	SYN came -> handshake until our SYN is acknowledged -> open until
 *	both have sent a FIN, or one a RST, or we have tried in vain -> over
 *
 * Only simnet_tcp_take() and simnet_tcp_tick() move it.
 */
#ifndef SIMNET_TCP_SERVER_H
#define SIMNET_TCP_SERVER_H

#include "base/text.h"
#include "ip_frame.h"

struct simnet_tcp {
	struct simnet_packet back; /* addresses and ports towards the peer */
	uint32_t their_isn;
	uint32_t isn, next_in; /* our first number; the next of theirs */
	bool open;             /* our SYN is acknowledged */
	bool closing;          /* a FIN follows `out` */
	bool fin_in, over;
	struct text out;    /* all we sent or will send */
	size_t acked, sent; /* of `out`; one more for the FIN */
	size_t their_window;
	struct text in; /* all they sent; the owner takes from the front */
	unsigned tries; /* since the last progress */
	int64_t due_ns; /* of the next try, or of the end */
	void *ctx;      /* what segments are sent with */
	void (*send)(void *ctx, const struct simnet_packet *p, int64_t at_ns);
};

/* Answers the SYN.  `send` and `ctx` are kept. */
void simnet_tcp_open(struct simnet_tcp *t, const struct simnet_packet *syn,
    uint32_t isn, int64_t now_ns);
void simnet_tcp_fini(struct simnet_tcp *t);

/* A segment of this connection. */
void simnet_tcp_take(
    struct simnet_tcp *t, const struct simnet_packet *p, int64_t now_ns);
void simnet_tcp_tick(struct simnet_tcp *t, int64_t now_ns);

void simnet_tcp_write(
    struct simnet_tcp *t, const void *bytes, size_t len, int64_t now_ns);
void simnet_tcp_close(struct simnet_tcp *t, int64_t now_ns);

/* A RST for a segment that belongs to nothing. */
struct simnet_packet simnet_tcp_refusal(const struct simnet_packet *p);

#endif
