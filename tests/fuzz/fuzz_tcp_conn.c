#include "net/tcp_conn.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/*
 * A connection under arbitrary segments, sends, closes and times.  What a
 * peer may do: anything.  What must hold: bytes come in order and once, no
 * more is in flight than was queued, and what is over stays silent.
 */
enum { ISN = 1000, PEER_ISN = 0x7ffffff0, STEPS_MAX = 2000 };

enum { TCP_URG = 32 }; /* here: the segment has blocks */

struct world {
	struct tcp_conn conn;
	uint32_t got;
	bool was_over;
};

static uint8_t
byte_at(uint32_t at)
{
	return (uint8_t)(at * 7 + at / 256);
}

static void
on_emit(
    void *ctx, const struct tcp_segment *s, const uint8_t *payload, size_t len)
{
	struct world *w = ctx;
	if (w->was_over ||
	    len + tcp_sacks_bytes(&s->options.sacks) > w->conn.mss_bytes ||
	    (len > 0 && payload == NULL) || s->ack != w->conn.rcv_nxt)
		abort();
}

static void
on_deliver(void *ctx, const uint8_t *bytes, size_t len)
{
	struct world *w = ctx;
	for (size_t i = 0; i < len; i++)
		if (bytes[i] != byte_at(w->got++))
			abort();
	struct tcp_io io = {.ctx = w, .emit = on_emit, .deliver = on_deliver};
	if (len % 5 == 1)
		tcp_conn_send(&w->conn, bytes, 1, 0, &io);
	if (len % 61 == 60)
		tcp_conn_abort(&w->conn, &io);
}

/* 16 bits with their sign. */
static uint32_t
offset(struct wire *in)
{
	uint32_t n = wire_u16(in);
	return n < 0x8000 ? n : n | 0xffff0000u;
}

/* Blocks near what is in flight. */
static void
blocks(const struct world *w, struct wire *in, struct tcp_sacks *out)
{
	out->count = wire_u8(in) % (TCP_SACKS_MAX + 1u);
	for (unsigned i = 0; i < out->count; i++) {
		out->at[i].left = w->conn.snd_una + offset(in);
		out->at[i].right = out->at[i].left + offset(in);
	}
}

/* A segment near what is expected, with the bytes that belong there. */
static void
segment(
    struct world *w, struct wire *in, int64_t now_us, const struct tcp_io *io)
{
	uint8_t bytes[TCP_SEGMENT_MAX + 40];
	uint32_t off = offset(in), ack_off = offset(in);
	struct tcp_segment s = {
	    .flags = wire_u8(in) & 0x3f,
	    .seq = w->conn.rcv_nxt + off * 2,
	    .ack = w->conn.snd_una + ack_off,
	    .window = wire_u16(in),
	};
	if ((s.flags & TCP_URG) != 0)
		blocks(w, in, &s.options.sacks);
	size_t len = wire_u16(in) % sizeof(bytes);
	for (uint32_t i = 0; i < len; i++)
		bytes[i] = byte_at(s.seq - PEER_ISN - 1 + i);
	struct wire payload = wire_over(bytes, len);
	tcp_conn_receive(&w->conn, &s, &payload, now_us, io);
}

static void
step(struct world *w, struct wire *in, int64_t *now_us, const struct tcp_io *io)
{
	static const uint8_t text[TCP_QUEUE_MAX];
	switch (wire_u8(in) % 8) {
	case 0:
		tcp_conn_send(
		    &w->conn, text, wire_u16(in) % sizeof(text), *now_us, io);
		return;
	case 1:
		tcp_conn_close(&w->conn, *now_us, io);
		return;
	case 2:
		*now_us += wire_u16(in) * 100;
		tcp_conn_tick(&w->conn, *now_us, io);
		return;
	default:
		segment(w, in, *now_us, io);
		return;
	}
}

static void
check(struct world *w)
{
	const struct tcp_conn *c = &w->conn;
	uint32_t flight = c->snd_nxt - c->snd_una;
	bool over = c->state == TCP_DONE || c->state == TCP_RESET ||
		    c->state == TCP_LOST;
	if (c->queue.len > TCP_QUEUE_MAX || flight > c->queue.len + c->fin_sent)
		abort();
	bool fin_acked = c->fin_sent && c->snd_una == c->fin_seq + 1;
	if (c->fin_sent &&
	    (c->snd_nxt != c->fin_seq + 1 ||
		(!fin_acked && c->fin_seq - c->snd_una != c->queue.len)))
		abort(); /* the FIN stands behind every byte */
	if (over && tcp_conn_due_us(c) != INT64_MAX)
		abort();
	if (!over && flight > 0 && tcp_conn_due_us(c) == INT64_MAX)
		abort(); /* it would wait for ever */
	w->was_over = over;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct world *w = calloc(1, sizeof(*w));
	struct wire in = wire_over(bytes, len);
	struct tcp_io io = {.ctx = w, .emit = on_emit, .deliver = on_deliver};
	int64_t now_us = 0;
	if (w == NULL)
		return 0;
	struct tcp_segment syn_ack = {
	    .seq = PEER_ISN,
	    .ack = ISN + 1,
	    .flags = TCP_SYN | TCP_ACK,
	    .window = wire_u16(&in),
	    .options = {.mss_bytes = wire_u16(&in), .sack_permitted = true},
	};
	w->conn.mss_bytes = TCP_MSS_MAX;
	w->conn.rcv_nxt = PEER_ISN + 1;
	tcp_conn_open(&w->conn, &syn_ack, ISN, 0, &io);
	for (unsigned i = 0; i < STEPS_MAX && wire_left(&in) > 0; i++) {
		step(w, &in, &now_us, &io);
		check(w);
	}
	tcp_conn_fini(&w->conn);
	free(w);
	return 0;
}
