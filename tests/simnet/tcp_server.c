#include "tcp_server.h"

#include <string.h>

#include "base/macros.h"

enum { WINDOW = 32768, TRIES = 6 };

#define RTO_NS  NS_PER_S
#define IDLE_NS (120 * NS_PER_S)

static void
emit(struct simnet_tcp *t, uint8_t flags, size_t at, size_t len, int64_t now_ns)
{
	struct simnet_packet p = t->back;
	p.seq = t->isn + 1 + (uint32_t)at;
	p.ack = t->next_in;
	p.flags = flags;
	p.window = WINDOW;
	p.payload = (const uint8_t *)t->out.bytes + at;
	p.payload_len = len;
	t->send(t->ctx, &p, now_ns);
}

static void
emit_syn(struct simnet_tcp *t, int64_t now_ns)
{
	struct simnet_packet p = t->back;
	p.seq = t->isn;
	p.ack = t->next_in;
	p.flags = SIMNET_SYN | SIMNET_ACK;
	p.window = WINDOW;
	t->send(t->ctx, &p, now_ns);
}

static size_t
total(const struct simnet_tcp *t)
{
	return t->out.len + (t->closing ? 1 : 0);
}

static void
set_due(struct simnet_tcp *t, int64_t now_ns)
{
	bool waits = t->acked < total(t) || !t->open;
	t->due_ns = now_ns + (waits ? RTO_NS << t->tries : IDLE_NS);
}

static void
push(struct simnet_tcp *t, int64_t now_ns)
{
	while (t->open && !t->over && t->sent < total(t) &&
	       t->sent - t->acked < t->their_window) {
		size_t left = t->sent < t->out.len ? t->out.len - t->sent : 0;
		size_t len = left < SIMNET_MSS ? left : SIMNET_MSS;
		bool fin = t->closing && t->sent + len == t->out.len;
		emit(t,
		    (uint8_t)(SIMNET_ACK | (len > 0 ? SIMNET_PSH : 0) |
			      (fin ? SIMNET_FIN : 0)),
		    t->sent, len, now_ns);
		t->sent += len + (fin ? 1 : 0);
	}
}

void
simnet_tcp_open(struct simnet_tcp *t, const struct simnet_packet *syn,
    uint32_t isn, int64_t now_ns)
{
	t->back = simnet_packet_back(syn);
	t->isn = isn;
	t->their_isn = syn->seq;
	t->next_in = syn->seq + 1;
	t->their_window = syn->window;
	text_init(&t->in);
	text_init(&t->out);
	emit_syn(t, now_ns);
	set_due(t, now_ns);
}

void
simnet_tcp_fini(struct simnet_tcp *t)
{
	text_fini(&t->in);
	text_fini(&t->out);
}

static void
take_ack(struct simnet_tcp *t, uint32_t ack, int64_t now_ns)
{
	uint32_t acked = ack - (t->isn + 1);
	if (acked > total(t))
		return; /* of what was never sent, or of before our SYN */
	if (!t->open || acked > t->acked)
		t->tries = 0;
	t->open = true;
	if (acked > t->acked)
		t->acked = acked;
	if (t->sent < t->acked)
		t->sent = t->acked;
	set_due(t, now_ns);
}

static void
take_data(struct simnet_tcp *t, const struct simnet_packet *p, int64_t now_ns)
{
	uint32_t known = t->next_in - p->seq;
	bool fin = (p->flags & SIMNET_FIN) != 0;
	if (p->payload_len == 0 && !fin && known == 0)
		return;
	if (known < p->payload_len) {
		text_add_bytes(
		    &t->in, p->payload + known, p->payload_len - known);
		t->next_in += (uint32_t)(p->payload_len - known);
	}
	if (fin && !t->fin_in &&
	    t->next_in == p->seq + (uint32_t)p->payload_len) {
		t->fin_in = true;
		t->next_in++;
	}
	emit(t, SIMNET_ACK, t->sent, 0, now_ns);
}

void
simnet_tcp_take(
    struct simnet_tcp *t, const struct simnet_packet *p, int64_t now_ns)
{
	if ((p->flags & SIMNET_RST) != 0) {
		t->over |= p->seq == t->next_in;
		return;
	}
	if ((p->flags & SIMNET_SYN) != 0) {
		if (!t->open && p->seq + 1 == t->next_in)
			emit_syn(t, now_ns); /* once more */
		return;
	}
	if ((p->flags & SIMNET_ACK) == 0)
		return;
	take_ack(t, p->ack, now_ns);
	t->their_window = p->window;
	take_data(t, p, now_ns);
	push(t, now_ns);
	t->over |= t->closing && t->fin_in && t->acked == total(t);
}

void
simnet_tcp_tick(struct simnet_tcp *t, int64_t now_ns)
{
	if (t->over || now_ns < t->due_ns)
		return;
	if (++t->tries > TRIES || (t->open && t->acked == total(t))) {
		t->over = true; /* given up, or idle for too long */
		return;
	}
	if (!t->open)
		emit_syn(t, now_ns);
	t->sent = t->acked;
	if (t->their_window == 0)
		t->their_window = 1; /* a probe */
	push(t, now_ns);
	set_due(t, now_ns);
}

void
simnet_tcp_write(
    struct simnet_tcp *t, const void *bytes, size_t len, int64_t now_ns)
{
	text_add_bytes(&t->out, bytes, len);
	push(t, now_ns);
	set_due(t, now_ns);
}

void
simnet_tcp_close(struct simnet_tcp *t, int64_t now_ns)
{
	t->closing = true;
	push(t, now_ns);
	set_due(t, now_ns);
}

struct simnet_packet
simnet_tcp_refusal(const struct simnet_packet *p)
{
	struct simnet_packet back = simnet_packet_back(p);
	back.flags = SIMNET_RST | SIMNET_ACK;
	back.seq = (p->flags & SIMNET_ACK) != 0 ? p->ack : 0;
	back.ack = p->seq + (uint32_t)p->payload_len +
		   ((p->flags & (SIMNET_SYN | SIMNET_FIN)) != 0 ? 1 : 0);
	return back;
}
