/*
 * tcp_peer.h - a TCP server for tests: plain, slow to give up, and written
 * apart from tcp_conn.c, so that the two can disagree.
 *
 * Goes back to the oldest byte after 300 ms without progress, keeps nothing
 * that comes out of order, and never limits what it buffers.
 */
#ifndef TCP_PEER_H
#define TCP_PEER_H

#include <string.h>

#include "base/text.h"
#include "net/packet.h"

enum { PEER_MSS = 1460, PEER_RTO_US = 300000, PEER_WINDOW = 8000 };

struct tcp_peer {
	uint32_t isn, next_in; /* our first number; the next of theirs */
	bool open;             /* our SYN is acknowledged */
	struct text out;       /* all we ever sent or will send */
	size_t acked, sent;    /* of `out`; one more for the FIN */
	size_t their_window;
	bool closing; /* a FIN follows `out` */
	struct text in;
	bool fin_in, reset;
	int64_t due_us;
	void *ctx;
	void (*emit)(void *ctx, const struct tcp_segment *s,
	    const uint8_t *payload, size_t len);
};

static inline void
peer_emit(struct tcp_peer *p, uint8_t flags, size_t at, size_t len)
{
	struct tcp_segment s = {
	    .seq = p->isn + 1 + (uint32_t)at,
	    .ack = p->next_in,
	    .flags = flags,
	    .window = PEER_WINDOW,
	};
	p->emit(p->ctx, &s, (const uint8_t *)p->out.bytes + at, len);
}

static inline void
peer_syn_ack(struct tcp_peer *p)
{
	struct tcp_segment s = {
	    .seq = p->isn,
	    .ack = p->next_in,
	    .flags = TCP_SYN | TCP_ACK,
	    .window = PEER_WINDOW,
	    .options = {.mss_bytes = PEER_MSS},
	};
	p->emit(p->ctx, &s, NULL, 0);
}

/* Answers the SYN that had this number. */
static inline void
peer_open(struct tcp_peer *p, uint32_t isn, uint32_t their_isn, int64_t now_us)
{
	p->isn = isn;
	p->next_in = their_isn + 1;
	p->their_window = 65535;
	p->due_us = now_us + PEER_RTO_US;
	text_init(&p->in);
	text_init(&p->out);
	peer_syn_ack(p);
}

static inline void
peer_fini(struct tcp_peer *p)
{
	text_fini(&p->in);
	text_fini(&p->out);
}

static inline size_t
peer_total(const struct tcp_peer *p)
{
	return p->out.len + p->closing;
}

static inline void
peer_push(struct tcp_peer *p)
{
	while (p->open && p->sent < peer_total(p) &&
	       p->sent - p->acked < p->their_window) {
		size_t len = p->sent < p->out.len ? p->out.len - p->sent : 0;
		if (len > PEER_MSS)
			len = PEER_MSS;
		bool fin = p->closing && p->sent + len == p->out.len;
		peer_emit(
		    p, (uint8_t)(TCP_ACK | (fin ? TCP_FIN : 0)), p->sent, len);
		p->sent += len + fin;
	}
}

static inline void
peer_write(struct tcp_peer *p, const void *bytes, size_t len)
{
	text_add_bytes(&p->out, bytes, len);
	peer_push(p);
}

static inline void
peer_close(struct tcp_peer *p)
{
	p->closing = true;
	peer_push(p);
}

static inline void
peer_receive(struct tcp_peer *p, const struct tcp_segment *s,
    const uint8_t *payload, size_t len, int64_t now_us)
{
	if ((s->flags & TCP_RST) != 0) {
		p->reset = true;
		return;
	}
	uint32_t acked = s->ack - (p->isn + 1);
	if (acked > p->acked && acked <= peer_total(p)) {
		p->acked = acked;
		p->sent = p->sent < acked ? acked : p->sent;
		p->due_us = now_us + PEER_RTO_US;
	}
	p->open = true;
	p->their_window = s->window;
	uint32_t known = p->next_in - s->seq;
	bool fin = (s->flags & TCP_FIN) != 0;
	if (known < len) {
		text_add_bytes(&p->in, payload + known, len - known);
		p->next_in += (uint32_t)(len - known);
	}
	if (fin && !p->fin_in && p->next_in == s->seq + (uint32_t)len) {
		p->fin_in = true;
		p->next_in++;
	}
	size_t sent = p->sent;
	peer_push(p);
	if ((len > 0 || fin) && p->sent == sent)
		peer_emit(p, TCP_ACK, p->sent, 0);
}

static inline void
peer_tick(struct tcp_peer *p, int64_t now_us)
{
	if (now_us < p->due_us)
		return;
	p->due_us = now_us + PEER_RTO_US;
	if (!p->open)
		peer_syn_ack(p);
	p->sent = p->acked;
	peer_push(p);
}

static inline bool
peer_is_done(const struct tcp_peer *p)
{
	return p->closing && p->fin_in && p->acked == peer_total(p);
}

#endif
