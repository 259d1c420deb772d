#include "net/tcp_conn.h"

#include <string.h>

#include "net/frame.h"

enum {
	WINDOW = 65535,
	SHIFT_MAX = 14,    /* RFC 7323 2.3: more is to be read as that */
	MSS_DEFAULT = 536, /* RFC 9293 3.7.1 */
	MSS_MIN = 64,      /* less would make us send a segment for each byte */
	RTO_FIRST_US = 1000000, /* RFC 6298 2.1 */
	/* RFC 6298 2.4 and 2.5 have a second and a minute.  Who uses this
	 * waits some seconds for a reply, and what was lost has to be heard
	 * again before that is over. */
	RTO_MIN_US = 200000,
	RTO_MAX_US = 8000000,
};

/* Serial arithmetic: a comes before b. */
static bool
before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

static bool
is_over(const struct tcp_conn *c)
{
	return c->state == TCP_DONE || c->state == TCP_RESET ||
	       c->state == TCP_LOST;
}

static void
end(struct tcp_conn *c, enum tcp_state state)
{
	c->state = state;
	c->due_us = INT64_MAX;
}

static void
emit(struct tcp_conn *c, const struct tcp_io *io, uint32_t seq, uint8_t flags,
    const uint8_t *payload, size_t len)
{
	struct tcp_segment s = {
	    .seq = seq,
	    .ack = c->rcv_nxt,
	    .flags = flags,
	    .window = c->window_scale ? WINDOW >> FRAME_WINDOW_SHIFT : WINDOW,
	};
	c->ack_owed = false;
	io->emit(io->ctx, &s, payload, len);
}

static void
emit_ack(struct tcp_conn *c, const struct tcp_io *io)
{
	emit(c, io, c->snd_nxt, TCP_ACK, NULL, 0);
}

bool
tcp_reset_old(
    const struct tcp_segment *s, uint32_t isn, struct tcp_segment *rst)
{
	if ((s->flags & (TCP_ACK | TCP_RST)) != TCP_ACK || s->ack == isn + 1)
		return false;
	*rst = (struct tcp_segment){
	    .seq = s->ack, .flags = TCP_RST, .window = TCP_RESET_WINDOW};
	return true;
}

void
tcp_conn_open(struct tcp_conn *c, const struct tcp_segment *syn_ack,
    uint32_t isn, int64_t now_us, const struct tcp_io *io)
{
	(void)now_us;
	uint16_t mss = syn_ack->options.mss_bytes;
	if (mss == 0)
		mss = MSS_DEFAULT;
	if (mss < MSS_MIN)
		mss = MSS_MIN;
	const uint8_t shift = syn_ack->options.window_shift;
	*c = (struct tcp_conn){
	    .state = TCP_OPEN,
	    .snd_una = isn + 1,
	    .snd_nxt = isn + 1,
	    .rcv_nxt = syn_ack->seq + 1,
	    .peer_window = syn_ack->window, /* never scaled: RFC 7323 2.2 */
	    .window_seq = syn_ack->seq,
	    .window_scale = syn_ack->options.window_scale,
	    .peer_shift = shift < SHIFT_MAX ? shift : SHIFT_MAX,
	    .mss_bytes = mss < TCP_MSS_MAX ? mss : TCP_MSS_MAX,
	    .rto_us = RTO_FIRST_US,
	    .due_us = INT64_MAX,
	    .timed_at_us = -1,
	};
	emit_ack(c, io);
}

/* Bytes of ours in flight, without a FIN. */
static size_t
in_flight(const struct tcp_conn *c)
{
	uint32_t sent = c->snd_nxt - c->snd_una;
	return c->fin_sent && sent > 0 ? sent - 1 : sent;
}

static void
arm(struct tcp_conn *c, int64_t now_us)
{
	if (c->due_us == INT64_MAX)
		c->due_us = now_us + c->rto_us;
}

static void
emit_data(struct tcp_conn *c, size_t at, size_t len, const struct tcp_io *io)
{
	emit(c, io, c->snd_una + (uint32_t)at, TCP_ACK | TCP_PSH, c->queue + at,
	    len);
}

/* One segment at a time; Karn: none that is, or waits for, a second one. */
static void
time_next(struct tcp_conn *c, size_t len, int64_t now_us)
{
	if (c->timed_at_us >= 0 || c->tries > 0 || c->recovering)
		return;
	c->timed_at_us = now_us;
	c->timed_seq = c->snd_nxt + (uint32_t)len;
}

/* Sends what is queued, as far as the peer's window reaches. */
static void
push(struct tcp_conn *c, int64_t now_us, const struct tcp_io *io)
{
	while (!c->fin_sent && in_flight(c) < c->queued) {
		size_t at = in_flight(c);
		if (at >= c->peer_window)
			break;
		size_t len = c->queued - at;
		if (len > c->mss_bytes)
			len = c->mss_bytes;
		if (len > c->peer_window - at)
			len = c->peer_window - at;
		time_next(c, len, now_us);
		emit_data(c, at, len, io);
		c->snd_nxt += (uint32_t)len;
	}
	if (c->fin_wanted && !c->fin_sent && !c->probing &&
	    in_flight(c) == c->queued) {
		c->fin_seq = c->snd_nxt;
		emit(c, io, c->snd_nxt++, TCP_FIN | TCP_ACK, NULL, 0);
		c->fin_sent = true;
		c->state = TCP_CLOSING;
	}
	if (c->snd_nxt != c->snd_una || c->queued > 0)
		arm(c, now_us); /* with a closed window: to probe it */
}

/* RFC 6298 2.2, 2.3. */
static void
measure(struct tcp_conn *c, uint32_t ack, int64_t now_us)
{
	if (c->timed_at_us < 0 || before(ack, c->timed_seq))
		return;
	int64_t rtt = now_us - c->timed_at_us;
	c->timed_at_us = -1;
	if (c->srtt_us == 0) {
		c->srtt_us = rtt;
		c->rttvar_us = rtt / 2;
	} else {
		int64_t off =
		    c->srtt_us > rtt ? c->srtt_us - rtt : rtt - c->srtt_us;
		c->rttvar_us = (3 * c->rttvar_us + off) / 4;
		c->srtt_us = (7 * c->srtt_us + rtt) / 8;
	}
	c->rto_us = c->srtt_us + 4 * c->rttvar_us;
	if (c->rto_us < RTO_MIN_US)
		c->rto_us = RTO_MIN_US;
	if (c->rto_us > RTO_MAX_US)
		c->rto_us = RTO_MAX_US;
}

/* The peer threw the probe of its closed window away: send it anew. */
static void
take_window(struct tcp_conn *c, const struct tcp_segment *s)
{
	if (before(s->seq, c->window_seq))
		return; /* an older segment than the one that told it last */
	c->window_seq = s->seq;
	c->peer_window = (uint32_t)s->window << c->peer_shift;
	if (!c->probing)
		return;
	c->tries = 0; /* RFC 9293 3.8.6.1: it answers, so it lives */
	if (s->window > 0) {
		c->probing = false;
		c->snd_nxt = c->snd_una;
		c->due_us = INT64_MAX;
	}
}

/* False: it acknowledges what was not sent, or long ago (RFC 5961 5.2). */
static bool
take_ack(struct tcp_conn *c, const struct tcp_segment *s, int64_t now_us)
{
	if (before(c->snd_nxt, s->ack) || before(s->ack, c->snd_una - WINDOW))
		return false;
	if (before(s->ack, c->snd_una))
		return true;
	uint32_t acked = s->ack - c->snd_una;
	if (acked > 0) {
		measure(c, s->ack, now_us);
		size_t bytes = acked < c->queued ? acked : c->queued;
		memmove(c->queue, c->queue + bytes, c->queued - bytes);
		c->queued -= bytes;
		c->snd_una = s->ack;
		c->probing = false;
		c->recovering &= before(c->snd_una, c->recover);
		c->resend = c->recovering;
		c->tries = 0;
		c->due_us = INT64_MAX; /* push() arms it for what is left */
	}
	take_window(c, s);
	return true;
}

/*
 * Where to keep a segment: with its number, free, or farther ahead.  The one
 * farthest ahead gives way, since what is near fills the next hole; and a peer
 * that sends nothing but holes cannot fill the queue for good.
 */
static struct tcp_parked *
slot_for(struct tcp_conn *c, uint32_t seq)
{
	struct tcp_parked *best = &c->parked[0];
	for (unsigned i = 0; i < TCP_PARKED_MAX; i++) {
		struct tcp_parked *p = &c->parked[i];
		if (p->len > 0 && p->seq == seq)
			return p;
		if (p->len == 0 || (best->len > 0 && before(best->seq, p->seq)))
			best = p;
	}
	return best->len == 0 || before(seq, best->seq) ? best : NULL;
}

static void
park(struct tcp_conn *c, uint32_t seq, const uint8_t *bytes, size_t len)
{
	struct tcp_parked *p = slot_for(c, seq);
	if (p == NULL || (p->seq == seq && p->len >= len))
		return;
	p->seq = seq;
	p->len = (uint16_t)len;
	memcpy(p->bytes, bytes, len);
}

/* Delivers what begins at or before rcv_nxt and reaches beyond it. */
static bool
deliver(struct tcp_conn *c, uint32_t seq, const uint8_t *bytes, size_t len,
    const struct tcp_io *io)
{
	uint32_t known = c->rcv_nxt - seq;
	if (before(c->rcv_nxt, seq) || known >= len)
		return false;
	c->rcv_nxt += (uint32_t)(len - known);
	c->ack_owed = true;
	io->deliver(io->ctx, bytes + known, len - known);
	return true;
}

/* What waited and fits now; what is old is dropped. */
static void
unpark(struct tcp_conn *c, const struct tcp_io *io)
{
	bool more = true;
	while (more && !is_over(c)) {
		more = false;
		for (unsigned i = 0; i < TCP_PARKED_MAX; i++) {
			struct tcp_parked *p = &c->parked[i];
			if (p->len == 0 || before(c->rcv_nxt, p->seq))
				continue;
			more |= deliver(c, p->seq, p->bytes, p->len, io);
			p->len = 0;
		}
	}
}

static void
take_data(struct tcp_conn *c, const struct tcp_segment *s,
    const struct wire *payload, const struct tcp_io *io)
{
	size_t len = wire_left(payload);
	if (c->peer_closed)
		return; /* nothing can follow a FIN */
	if (len > 0 && before(c->rcv_nxt, s->seq)) {
		if (len <= TCP_SEGMENT_MAX && s->seq - c->rcv_nxt <= WINDOW)
			park(c, s->seq, payload->at, len);
	} else if (len > 0) {
		deliver(c, s->seq, payload->at, len, io);
		unpark(c, io);
	}
	if ((s->flags & TCP_FIN) != 0 &&
	    s->seq + (uint32_t)len - c->rcv_nxt <= WINDOW) {
		c->fin_parked = true;
		c->peer_fin_seq = s->seq + (uint32_t)len;
	}
	if (c->fin_parked && c->peer_fin_seq == c->rcv_nxt) {
		c->fin_parked = false;
		c->peer_closed = true;
		c->rcv_nxt++;
		c->ack_owed = true;
	}
}

/* RFC 5961 3.2: only the very next number ends it; near ones are challenged. */
static void
take_reset(
    struct tcp_conn *c, const struct tcp_segment *s, const struct tcp_io *io)
{
	if (s->seq == c->rcv_nxt)
		end(c, TCP_RESET);
	else if (s->seq - c->rcv_nxt <= WINDOW)
		emit_ack(c, io);
}

static bool
is_acceptable(const struct tcp_conn *c, const struct tcp_segment *s, size_t len)
{
	uint32_t last = s->seq + (uint32_t)len;
	return !before(c->rcv_nxt + WINDOW, s->seq) &&
	       !before(last, c->rcv_nxt - WINDOW);
}

/*
 * The oldest byte in flight again, or one byte into a closed window.  Only the
 * timer begins it: what a user of this sends are a few segments, too few for
 * the three duplicate acknowledgements of a fast retransmit.
 */
static void
retransmit(struct tcp_conn *c, const struct tcp_io *io)
{
	size_t len = in_flight(c);
	if (len == 0 && c->queued > 0 && !c->fin_sent) {
		len = 1;
		c->snd_nxt++;
		c->probing = true;
	}
	if (len > c->mss_bytes)
		len = c->mss_bytes;
	c->timed_at_us = -1;
	c->resend = false;
	if (len > 0)
		emit_data(c, 0, len, io);
	else if (c->fin_sent)
		emit(c, io, c->fin_seq, TCP_FIN | TCP_ACK, NULL, 0);
}

/*
 * The order is that of RFC 9293 3.10.7.4, but for RST, whose own test of the
 * number is stricter (RFC 5961 3.2).  At most one bare acknowledgement answers
 * each that comes: what we send anyway tells it too.
 */
void
tcp_conn_receive(struct tcp_conn *c, const struct tcp_segment *s,
    const struct wire *payload, int64_t now_us, const struct tcp_io *io)
{
	size_t len = wire_left(payload);
	if (is_over(c))
		return;
	if ((s->flags & TCP_RST) != 0) {
		take_reset(c, s, io);
		return;
	}
	if ((s->flags & TCP_SYN) != 0 || !is_acceptable(c, s, len)) {
		emit_ack(c, io); /* a SYN-ACK again: our ACK was lost */
		return;
	}
	if ((s->flags & TCP_ACK) == 0)
		return;
	if (!take_ack(c, s, now_us)) {
		emit_ack(c, io);
		return;
	}
	c->ack_owed =
	    len > 0 || (s->flags & TCP_FIN) != 0 || before(s->seq, c->rcv_nxt);
	take_data(c, s, payload, io); /* the user may answer from within */
	if (is_over(c))
		return;
	if (c->resend)
		retransmit(c, io);
	push(c, now_us, io);
	if (c->ack_owed)
		emit_ack(c, io);
	if (c->fin_sent && before(c->fin_seq, c->snd_una) && c->peer_closed)
		end(c, TCP_DONE);
}

bool
tcp_conn_send(struct tcp_conn *c, const uint8_t *bytes, size_t len,
    int64_t now_us, const struct tcp_io *io)
{
	if (is_over(c) || c->fin_wanted || len > TCP_SEND_MAX - c->queued)
		return false;
	memcpy(c->queue + c->queued, bytes, len);
	c->queued += len;
	push(c, now_us, io);
	return true;
}

void
tcp_conn_close(struct tcp_conn *c, int64_t now_us, const struct tcp_io *io)
{
	if (is_over(c))
		return;
	c->fin_wanted = true;
	push(c, now_us, io);
}

void
tcp_conn_abort(struct tcp_conn *c, const struct tcp_io *io)
{
	if (is_over(c))
		return;
	emit(c, io, c->snd_nxt, TCP_RST | TCP_ACK, NULL, 0);
	end(c, TCP_RESET);
}

void
tcp_conn_tick(struct tcp_conn *c, int64_t now_us, const struct tcp_io *io)
{
	if (is_over(c) || now_us < c->due_us)
		return;
	if (++c->tries > TCP_TRIES_MAX) {
		end(c, TCP_LOST);
		return;
	}
	if (!c->recovering) {
		c->recovering = true;
		c->recover = c->snd_nxt;
	}
	retransmit(c, io);
	c->rto_us = c->rto_us * 2 < RTO_MAX_US ? c->rto_us * 2 : RTO_MAX_US;
	c->due_us = now_us + c->rto_us;
}

int64_t
tcp_conn_due_us(const struct tcp_conn *c)
{
	return c->due_us;
}
