#include "link/kernel_tcp.h"

#include <errno.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "base/macros.h"

enum {
	WINDOW = 65535,
	MSS = 1460,
	TRIES_MAX = 6, /* 1, 2, 4, ... s */
};

/* Serial arithmetic: a comes before b. */
static bool
before(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b) < 0;
}

void
kernel_tcp_init(
    struct kernel_tcp *t, int fd, const struct tcp_segment *syn, uint32_t isn)
{
	*t = (struct kernel_tcp){
	    .state = KERNEL_TCP_CONNECTING,
	    .fd = fd,
	    .rcv_nxt = syn->seq + 1,
	    .snd_una = isn,
	    .snd_nxt = isn,
	    .snd_max = isn,
	    .window = syn->window,
	};
}

/* Lets the kernel forget what our stack has. */
static void
take_ack(struct kernel_tcp *t, const struct tcp_segment *s, int64_t now_ns)
{
	uint32_t acked = s->ack - t->snd_una;
	if (acked > t->snd_max - t->snd_una)
		return; /* old, or never given */
	t->window = s->window;
	if (acked == 0)
		return;
	uint32_t bytes = acked;
	if (!t->greeted)
		bytes--;
	t->greeted = true;
	if (t->peer_fin && s->ack == t->snd_max) {
		t->peer_fin_known = true;
		bytes--;
	}
	if (bytes > 0 && recv(t->fd, NULL, bytes, MSG_TRUNC) != (ssize_t)bytes)
		t->state = KERNEL_TCP_RESET;
	t->snd_una = s->ack;
	if (before(t->snd_nxt, t->snd_una))
		t->snd_nxt = t->snd_una;
	t->progress = now_ns;
	t->tries = 0;
}

/*
 * Asked for after each send: the kernel says no while there is still some
 * room, so that what is under way to it is not lost, and tells when to go on.
 */
static bool
has_room(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLOUT};
	return poll(&p, 1, 0) == 1;
}

/* False: the kernel did not take them all. */
static bool
pass_on(struct kernel_tcp *t, const uint8_t *bytes, size_t len)
{
	ssize_t n = send(t->fd, bytes, len, MSG_NOSIGNAL);
	if (n < 0 && errno != EAGAIN)
		t->state = KERNEL_TCP_RESET;
	if (n < 0)
		n = 0;
	t->rcv_nxt += (uint32_t)n;
	t->full = !has_room(t->fd);
	return (size_t)n == len;
}

static void
take_data(struct kernel_tcp *t, const struct tcp_segment *s,
    const struct wire *payload)
{
	size_t len = wire_left(payload);
	bool fin = (s->flags & TCP_FIN) != 0;
	if (len == 0 && !fin)
		return;
	t->ack_owed = true;
	uint32_t known = t->rcv_nxt - s->seq;
	if (before(t->rcv_nxt, s->seq) || known > len || t->own_fin)
		return; /* a gap, or all is known */
	if (!pass_on(t, payload->at + known, len - known))
		return;
	if (fin) {
		(void)shutdown(
		    t->fd, SHUT_WR); /* not connected: recv says it */
		t->own_fin = true;
		t->rcv_nxt++;
	}
}

void
kernel_tcp_take(struct kernel_tcp *t, const struct tcp_segment *s,
    const struct wire *payload, int64_t now_ns)
{
	if ((s->flags & TCP_RST) != 0)
		t->state = KERNEL_TCP_OVER;
	if (t->state != KERNEL_TCP_OPEN)
		return; /* a SYN again: the kernel repeats its own */
	if ((s->flags & TCP_SYN) != 0) {
		if (t->greeted)
			t->ack_owed = true;
		else
			t->snd_nxt = t->snd_una;
		return;
	}
	if ((s->flags & TCP_ACK) == 0)
		return;
	take_ack(t, s, now_ns);
	if (t->greeted)
		take_data(t, s, payload);
}

/* Silence is told by silence, as on the wire. */
static enum kernel_tcp_state
connected(int fd)
{
	int error = 0;
	socklen_t len = sizeof(error);
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
		error = errno;
	if (error == 0)
		return KERNEL_TCP_OPEN;
	return error == ECONNREFUSED ? KERNEL_TCP_RESET : KERNEL_TCP_OVER;
}

void
kernel_tcp_wake(struct kernel_tcp *t, uint32_t events)
{
	if (t->state == KERNEL_TCP_CONNECTING)
		t->state = connected(t->fd);
	else if (t->full && (events & EPOLLOUT) != 0) {
		t->full = false;
		t->ack_owed = true; /* tells the window */
	}
}

bool
kernel_tcp_tick(struct kernel_tcp *t, int64_t now_ns)
{
	if (t->state != KERNEL_TCP_OPEN || t->snd_una == t->snd_max ||
	    now_ns - t->progress < NS_PER_S << t->tries)
		return false;
	t->snd_nxt = t->snd_una;
	t->progress = now_ns;
	if (++t->tries > TRIES_MAX)
		t->state = KERNEL_TCP_OVER; /* our stack forgot it */
	return true;
}

/* Numbers what goes out; `count` is its length in sequence numbers. */
static bool
emit(struct kernel_tcp *t, uint8_t flags, uint32_t count, int64_t now_ns,
    struct kernel_tcp_segment *out)
{
	out->head = (struct tcp_segment){
	    .seq = t->snd_nxt,
	    .ack = t->rcv_nxt,
	    .flags = flags,
	    .window = t->full ? 0 : WINDOW,
	};
	if (t->snd_una == t->snd_max)
		t->progress = now_ns;
	t->snd_nxt += count;
	if (before(t->snd_max, t->snd_nxt))
		t->snd_max = t->snd_nxt;
	t->ack_owed = false;
	return true;
}

/* Looks past what is in flight.  As recv(): 0 is the end, if none is. */
static ssize_t
peek(struct kernel_tcp *t, struct kernel_tcp_segment *out)
{
	uint8_t in_flight[KERNEL_TCP_IN_FLIGHT_MAX];
	size_t given = t->snd_nxt - t->snd_una;
	size_t max = t->window < KERNEL_TCP_IN_FLIGHT_MAX
			 ? t->window
			 : KERNEL_TCP_IN_FLIGHT_MAX;
	if (given >= max) {
		errno = EAGAIN;
		return -1;
	}
	size_t room = max - given;
	if (room > KERNEL_TCP_PAYLOAD_MAX)
		room = KERNEL_TCP_PAYLOAD_MAX;
	struct iovec parts[] = {{in_flight, given}, {out->payload, room}};
	struct msghdr m = {.msg_iov = parts, .msg_iovlen = 2};
	return recvmsg(t->fd, &m, MSG_PEEK);
}

static bool
give_bytes(struct kernel_tcp *t, int64_t now_ns, struct kernel_tcp_segment *out)
{
	size_t given = t->snd_nxt - t->snd_una;
	if (t->peer_fin && t->snd_nxt == t->snd_max)
		return false;
	ssize_t n = peek(t, out);
	if (n < 0 && errno != EAGAIN)
		t->state = KERNEL_TCP_RESET;
	if (n == 0 && given == 0) {
		t->peer_fin = true;
		return emit(t, TCP_FIN | TCP_ACK, 1, now_ns, out);
	}
	if (n <= (ssize_t)given)
		return false;
	out->len = (size_t)n - given;
	return emit(t, TCP_PSH | TCP_ACK, (uint32_t)out->len, now_ns, out);
}

static bool
give_reset(struct kernel_tcp *t, struct kernel_tcp_segment *out)
{
	out->head = (struct tcp_segment){
	    .seq = t->greeted ? t->snd_max : 0, /* RFC 9293 3.10.7.1 */
	    .ack = t->rcv_nxt,
	    .flags = TCP_RST | TCP_ACK,
	};
	t->state = KERNEL_TCP_OVER;
	return true;
}

static bool
is_closed(const struct kernel_tcp *t)
{
	return t->own_fin && t->peer_fin_known;
}

bool
kernel_tcp_give(
    struct kernel_tcp *t, int64_t now_ns, struct kernel_tcp_segment *out)
{
	out->len = 0;
	if (t->state == KERNEL_TCP_OPEN && !t->greeted) {
		if (t->snd_nxt != t->snd_una)
			return false;
		emit(t, TCP_SYN | TCP_ACK, 1, now_ns, out);
		out->head.options.mss_bytes = MSS;
		return true;
	}
	if (t->state == KERNEL_TCP_OPEN && give_bytes(t, now_ns, out))
		return true;
	if (t->state == KERNEL_TCP_RESET)
		return give_reset(t, out);
	if (t->state == KERNEL_TCP_OPEN && t->ack_owed)
		return emit(t, TCP_ACK, 0, now_ns, out);
	if (is_closed(t))
		t->state = KERNEL_TCP_OVER;
	return false;
}

void
kernel_tcp_fini(struct kernel_tcp *t)
{
	struct linger reset = {.l_onoff = 1};
	if (!is_closed(t))
		(void)setsockopt(
		    t->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
}
