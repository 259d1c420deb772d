/*
 * tcp_conn.h - the client's side of one TCP connection (RFC 9293), from the
 * SYN-ACK on: the SYN was sent statelessly, with a cookie as its number.
 *
 * A state machine without clock or socket: time comes in, segments and bytes go
 * out through `struct tcp_io`; what is queued or parked it has of the heap.
 * What it offers is one window of 65,535 bytes, always open, since bytes are
 * delivered at once; scaled, if the SYN-ACK agrees to what frame.h offers; so
 * with SACK.  Out-of-order bytes are kept in a bounded queue, of which the peer
 * is told.  Retransmission is by the
 * timer (RFC 6298), or by what the peer's blocks show (RFC 6675).  A peer
 * that answers is never given up, even if it keeps its window shut, and a
 * peer that is told of our FIN may stay: the limit is the user's business.
 */
#ifndef TCP_CONN_H
#define TCP_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/packet.h"
#include "net/tcp_parking.h"
#include "net/tcp_queue.h"
#include "net/tcp_rto.h"
#include "net/tcp_scoreboard.h"

enum {
	TCP_MSS_MAX = 1400, /* what we send at most in one segment */
	TCP_TRIES_MAX = 8,  /* of one segment; then the peer is gone */
};

/*
 * Only tcp_conn.c writes the state, and the last three are for good:
 *
 * OPEN    -> CLOSING when our FIN leaves: after tcp_conn_close(), as soon as
 *            all that was queued before it has left too.
 * CLOSING -> DONE when our FIN is acknowledged and theirs has come.
 * Either  -> RESET by their RST, or by tcp_conn_abort(); LOST when one
 *            segment was sent TCP_TRIES_MAX times and nothing came.
 */
enum tcp_state {
	TCP_OPEN,    /* both may send */
	TCP_CLOSING, /* our FIN is sent; waiting for its ACK and theirs */
	TCP_DONE,    /* closed by both */
	TCP_RESET,   /* the peer reset it */
	TCP_LOST,    /* the peer answers no more */
};

/* What goes out.  Both are called from within the functions below. */
struct tcp_io {
	void *ctx;
	void (*emit)(void *ctx, const struct tcp_segment *s,
	    const uint8_t *payload, size_t len);
	void (*deliver)(void *ctx, const uint8_t *bytes, size_t len);
};

struct tcp_conn {
	enum tcp_state state;
	bool peer_closed; /* their FIN has come, in order */

	uint32_t snd_una, snd_nxt;        /* RFC 9293 3.3.1 */
	uint32_t peer_window, window_seq; /* and the segment that told it */
	bool probing;                     /* a byte went into a closed window */
	bool window_scale;  /* RFC 7323 2.2, by both, and how far */
	uint8_t peer_shift; /* the peer's are shifted */
	bool sack;          /* RFC 2018, by both */
	uint16_t mss_bytes;
	bool fin_wanted, fin_sent;
	uint32_t fin_seq;
	struct tcp_queue queue; /* bytes from snd_una on */
	bool no_memory;         /* something was not queued for want of it */

	uint32_t rcv_nxt;
	bool ack_owed;   /* something came that no segment of ours tells yet */
	bool fin_parked; /* their FIN came too early, at: */
	uint32_t peer_fin_seq;

	bool established; /* the peer has heard our first ACK, as it shows */
	/* Until then, and once its SYN-ACK came again, that ACK goes again by
	 * itself at `greet_us`, INT64_MAX: not, and after twice as long. */
	int64_t greet_us, greet_wait_us;

	struct tcp_rto rto;
	int64_t due_us;      /* of the retransmission timer; INT64_MAX: off */
	int64_t timed_at_us; /* when timed_seq was sent; -1: none timed */
	uint32_t timed_seq;
	unsigned tries;
	struct tcp_scoreboard heard; /* what the peer has beyond a hole */
	bool recovering;    /* RFC 6582, RFC 6675 5: of a loss, up to: */
	uint32_t recover;   /* what was sent when it was seen */
	bool after_timeout; /* all up to there was lost, or went unheard */
	uint32_t resent;    /* of this loss all before was sent again */
	bool resend;        /* the next hole is known */

	struct tcp_parking parking;
};

/* From the SYN-ACK that acknowledges `isn` + 1.  Emits the ACK.  Ended by
 * tcp_conn_fini(), whatever its state. */
void tcp_conn_open(struct tcp_conn *c, const struct tcp_segment *syn_ack,
    uint32_t isn, int64_t now_us, const struct tcp_io *io);
void tcp_conn_fini(struct tcp_conn *c); /* all zero is fine */

/* How long the SYN's answer took, if it was sent once (RFC 6298 3). */
void tcp_conn_time_handshake(struct tcp_conn *c, int64_t rtt_us);

/* One segment of this connection. */
void tcp_conn_receive(struct tcp_conn *c, const struct tcp_segment *s,
    const struct wire *payload, int64_t now_us, const struct tcp_io *io);

/* Queues bytes and sends what the windows allow.  False: no room for all, or no
 * memory, and nothing was queued. */
bool tcp_conn_send(struct tcp_conn *c, const uint8_t *bytes, size_t len,
    int64_t now_us, const struct tcp_io *io);

/* Sends a FIN behind what is queued. */
void tcp_conn_close(
    struct tcp_conn *c, int64_t now_us, const struct tcp_io *io);

/* Ends it with a RST; nothing more is emitted. */
void tcp_conn_abort(struct tcp_conn *c, const struct tcp_io *io);

/* Retransmits if that is due. */
void tcp_conn_tick(struct tcp_conn *c, int64_t now_us, const struct tcp_io *io);

/* When tcp_conn_tick() has something to do: INT64_MAX for never. */
int64_t tcp_conn_due_us(const struct tcp_conn *c);

#endif
