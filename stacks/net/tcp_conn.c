#include "net/tcp_conn.h"

#include <errno.h>

#include "net/frame.h"
#include "net/tcp_sequence.h"

enum {
	WINDOW = 65535,
	SHIFT_MAX = 14,    /* RFC 7323 2.3: more is to be read as that */
	MSS_DEFAULT = 536, /* RFC 9293 3.7.1 */
	MSS_MIN = 64,      /* less would make us send a segment for each byte */
	GREET_FIRST_US = 500000,
};

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
	c->greet_us = INT64_MAX;
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
	if (c->sack)
		tcp_parking_tell(&c->parking, &s.options.sacks);
	c->ack_owed = false;
	io->emit(io->ctx, &s, payload, len);
}

static void
emit_ack(struct tcp_conn *c, const struct tcp_io *io)
{
	emit(c, io, c->snd_nxt, TCP_ACK, NULL, 0);
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
	*c = (struct tcp_conn){0};
	c->state = TCP_OPEN;
	c->snd_una = isn + 1;
	c->snd_nxt = isn + 1;
	c->rcv_nxt = syn_ack->seq + 1;
	c->peer_window = syn_ack->window; /* never scaled: RFC 7323 2.2 */
	c->window_seq = syn_ack->seq;
	c->window_scale = syn_ack->options.window_scale;
	c->peer_shift = shift < SHIFT_MAX ? shift : SHIFT_MAX;
	c->sack = syn_ack->options.sack_permitted;
	c->mss_bytes = mss < TCP_MSS_MAX ? mss : TCP_MSS_MAX;
	c->rto = tcp_rto_first();
	c->due_us = INT64_MAX;
	c->greet_us = INT64_MAX;
	c->greet_wait_us = GREET_FIRST_US;
	c->timed_at_us = -1;
	emit_ack(c, io);
}

void
tcp_conn_fini(struct tcp_conn *c)
{
	tcp_queue_fini(&c->queue);
	tcp_parking_fini(&c->parking);
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
		c->due_us = now_us + c->rto.us;
}

static void
emit_data(struct tcp_conn *c, size_t at, size_t len, const struct tcp_io *io)
{
	emit(c, io, c->snd_una + (uint32_t)at, TCP_ACK | TCP_PSH,
	    c->queue.bytes + at, len);
}

/* RFC 6691 2: of the MSS, options take their part. */
static size_t
segment_room(const struct tcp_conn *c)
{
	struct tcp_sacks sacks = {.count = 0};
	if (c->sack)
		tcp_parking_tell(&c->parking, &sacks);
	return c->mss_bytes - tcp_sacks_bytes(&sacks);
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
	const size_t room = segment_room(c);
	while (!c->fin_sent && in_flight(c) < c->queue.len) {
		size_t at = in_flight(c);
		if (at >= c->peer_window)
			break;
		size_t len = c->queue.len - at;
		if (len > room)
			len = room;
		if (len > c->peer_window - at)
			len = c->peer_window - at;
		time_next(c, len, now_us);
		emit_data(c, at, len, io);
		c->snd_nxt += (uint32_t)len;
	}
	if (c->fin_wanted && !c->fin_sent && !c->probing &&
	    in_flight(c) == c->queue.len) {
		c->fin_seq = c->snd_nxt;
		emit(c, io, c->snd_nxt++, TCP_FIN | TCP_ACK, NULL, 0);
		c->fin_sent = true;
		c->state = TCP_CLOSING;
	}
	if (c->snd_nxt != c->snd_una || c->queue.len > 0)
		arm(c, now_us); /* with a closed window: to probe it */
}

void
tcp_conn_time_handshake(struct tcp_conn *c, int64_t rtt_us)
{
	tcp_rto_measured(&c->rto, rtt_us);
}

/* The peer threw the probe of its closed window away: send it anew. */
static void
take_window(struct tcp_conn *c, const struct tcp_segment *s)
{
	if (tcp_before(s->seq, c->window_seq))
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

/* A loss was seen: what is in flight now is what it may have hit. */
static void
begin_recovery(struct tcp_conn *c, bool after_timeout)
{
	c->recovering = true;
	c->after_timeout = after_timeout;
	c->recover = c->snd_nxt;
	c->resent = c->snd_una;
}

/* RFC 6675 5: each that tells of more lets one segment go out again. */
static void
take_sacks(struct tcp_conn *c, const struct tcp_sacks *sacks)
{
	if (!tcp_scoreboard_note(&c->heard, sacks, c->snd_una, c->snd_nxt))
		return;
	if (!c->recovering &&
	    tcp_scoreboard_shows_loss(&c->heard, c->mss_bytes))
		begin_recovery(c, false);
	c->resend |= c->recovering;
}

/* False: it acknowledges what was not sent, or long ago (RFC 5961 5.2). */
static bool
take_ack(struct tcp_conn *c, const struct tcp_segment *s, int64_t now_us)
{
	if (tcp_before(c->snd_nxt, s->ack) ||
	    tcp_before(s->ack, c->snd_una - WINDOW))
		return false;
	if (tcp_before(s->ack, c->snd_una))
		return true;
	uint32_t acked = s->ack - c->snd_una;
	if (acked > 0) {
		if (c->timed_at_us >= 0 && !tcp_before(s->ack, c->timed_seq)) {
			tcp_rto_measured(&c->rto, now_us - c->timed_at_us);
			c->timed_at_us = -1;
		}
		tcp_queue_drop(&c->queue, acked);
		c->snd_una = s->ack;
		c->probing = false;
		c->recovering &= tcp_before(c->snd_una, c->recover);
		c->resend = c->recovering;
		c->tries = 0;
		c->due_us = INT64_MAX; /* push() arms it for what is left */
		tcp_scoreboard_acked(&c->heard, c->snd_una);
	}
	if (c->sack)
		take_sacks(c, &s->options.sacks);
	take_window(c, s);
	return true;
}

/* Delivers what begins at or before rcv_nxt and reaches beyond it. */
static void
deliver(struct tcp_conn *c, uint32_t seq, const uint8_t *bytes, size_t len,
    const struct tcp_io *io)
{
	uint32_t known = c->rcv_nxt - seq;
	if (tcp_before(c->rcv_nxt, seq) || known >= len)
		return;
	c->rcv_nxt += (uint32_t)(len - known);
	c->ack_owed = true;
	io->deliver(io->ctx, bytes + known, len - known);
}

/* What waited and fits now; what is old is dropped. */
static void
unpark(struct tcp_conn *c, const struct tcp_io *io)
{
	struct tcp_parked *p;
	while (!is_over(c) &&
	       (p = tcp_parking_due(&c->parking, c->rcv_nxt)) != NULL) {
		deliver(c, p->seq, p->bytes, p->len, io);
		tcp_parking_drop(&c->parking, p);
	}
}

static void
take_data(struct tcp_conn *c, const struct tcp_segment *s,
    const struct wire *payload, const struct tcp_io *io)
{
	size_t len = wire_left(payload);
	if (c->peer_closed)
		return; /* nothing can follow a FIN */
	if (len > 0 && tcp_before(c->rcv_nxt, s->seq)) {
		if (len <= TCP_SEGMENT_MAX && s->seq - c->rcv_nxt <= WINDOW)
			tcp_parking_add(&c->parking, s->seq, payload->at, len);
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

static void
greet_again(struct tcp_conn *c, int64_t now_us, const struct tcp_io *io)
{
	emit_ack(c, io);
	c->greet_us = now_us + c->greet_wait_us;
	c->greet_wait_us *= 2;
}

/*
 * A SYN-ACK again: our ACK was lost.  The peer repeats it ever more rarely and
 * then gives up, and until it has our ACK it says nothing: on a bad path to
 * wait for the next one may be to wait too long.  What we have sent tells it
 * too, and is sent again anyway.
 */
static void
take_syn(struct tcp_conn *c, int64_t now_us, const struct tcp_io *io)
{
	if (c->established || c->snd_nxt != c->snd_una)
		emit_ack(c, io); /* RFC 5961 4.2 */
	else
		greet_again(c, now_us, io);
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
	return !tcp_before(c->rcv_nxt + WINDOW, s->seq) &&
	       !tcp_before(last, c->rcv_nxt - WINDOW);
}

/*
 * The oldest byte in flight again, or one byte into a closed window.  Where
 * the peer's blocks do not show the loss only the timer does: what a user of
 * this sends are a few segments, too few for three duplicate acknowledgements.
 */
static void
retransmit(struct tcp_conn *c, const struct tcp_io *io)
{
	size_t len = in_flight(c);
	if (len == 0 && c->queue.len > 0 && !c->fin_sent) {
		len = 1;
		c->snd_nxt++;
		c->probing = true;
	}
	if (len > segment_room(c))
		len = segment_room(c);
	c->timed_at_us = -1;
	c->resent = c->snd_una + (uint32_t)len;
	if (len > 0)
		emit_data(c, 0, len, io);
	else if (c->fin_sent)
		emit(c, io, c->fin_seq, TCP_FIN | TCP_ACK, NULL, 0);
}

/*
 * Where the next hole of a loss may begin and end.  After a timeout all that
 * was in flight may be lost, but for what the peer has told of since (RFC 6675
 * 5.1); else only what lies before something that the peer has.
 */
static bool
next_hole(const struct tcp_conn *c, struct tcp_sack *out)
{
	uint32_t from = c->snd_una;
	uint32_t to = c->after_timeout
			  ? c->recover
			  : tcp_scoreboard_end(&c->heard, c->snd_una);
	if (tcp_before(c->snd_nxt, to))
		to = c->snd_nxt; /* it was set back to a closed window */
	if (c->heard.count > 0 && tcp_before(from, c->resent))
		from = c->resent;
	return tcp_scoreboard_hole(&c->heard, from, to, out);
}

/* One segment of it. */
static void
resend(struct tcp_conn *c, int64_t now_us, const struct tcp_io *io)
{
	struct tcp_sack hole;
	c->resend = false;
	if (!next_hole(c, &hole))
		return;
	const size_t at = hole.left - c->snd_una, room = segment_room(c);
	size_t len = hole.right - hole.left;
	if (len > in_flight(c) - at)
		len = in_flight(c) - at; /* the FIN is no byte */
	if (len > room)
		len = room;
	if (len > 0)
		emit_data(c, at, len, io);
	else
		emit(c, io, c->fin_seq, TCP_FIN | TCP_ACK, NULL, 0);
	c->resent = hole.left + (uint32_t)(len > 0 ? len : 1);
	c->timed_at_us = -1;
	c->due_us = now_us + c->rto.us;
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
	if ((s->flags & TCP_SYN) != 0) {
		take_syn(c, now_us, io);
		return;
	}
	c->established = true;
	c->greet_us = INT64_MAX;
	if (!is_acceptable(c, s, len)) {
		emit_ack(c, io);
		return;
	}
	if ((s->flags & TCP_ACK) == 0)
		return;
	if (!take_ack(c, s, now_us)) {
		emit_ack(c, io);
		return;
	}
	c->ack_owed = len > 0 || (s->flags & TCP_FIN) != 0 ||
		      tcp_before(s->seq, c->rcv_nxt);
	take_data(c, s, payload, io); /* the user may answer from within */
	if (is_over(c))
		return;
	if (c->resend)
		resend(c, now_us, io);
	push(c, now_us, io);
	if (c->ack_owed)
		emit_ack(c, io);
	if (c->fin_sent && tcp_before(c->fin_seq, c->snd_una) && c->peer_closed)
		end(c, TCP_DONE);
}

bool
tcp_conn_send(struct tcp_conn *c, const uint8_t *bytes, size_t len,
    int64_t now_us, const struct tcp_io *io)
{
	if (is_over(c) || c->fin_wanted)
		return false;
	int rc = tcp_queue_add(&c->queue, bytes, len);
	c->no_memory |= rc == -ENOMEM;
	if (rc < 0)
		return false;
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
	if (is_over(c))
		return;
	if (now_us >= c->greet_us)
		greet_again(c, now_us, io);
	if (now_us < c->due_us)
		return;
	if (++c->tries > TCP_TRIES_MAX) {
		end(c, TCP_LOST);
		return;
	}
	if (!c->recovering || !c->after_timeout)
		begin_recovery(c, true);
	c->heard.count = 0; /* RFC 2018 8: the peer may have dropped it */
	retransmit(c, io);
	tcp_rto_back_off(&c->rto);
	c->due_us = now_us + c->rto.us;
}

int64_t
tcp_conn_due_us(const struct tcp_conn *c)
{
	return c->due_us < c->greet_us ? c->due_us : c->greet_us;
}
