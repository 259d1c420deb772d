/*
 * kernel_world.h - a kernel link and connections of our own TCP over it, each
 * with a stream of known bytes that loopback_peers.h sends back.
 */
#ifndef KERNEL_WORLD_H
#define KERNEL_WORLD_H

#include <dirent.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>

#include "base/clock.h"
#include "link/link.h"
#include "loopback_peers.h"
#include "net/checksum.h"
#include "net/tcp_conn.h"
#include "tap.h"

#define ISN 0xffffff00u /* the numbers pass zero soon */

enum {
	CLIENTS_MAX = 200,
	PORT = 61000,
	WAIT_MS = 20000, /* for anything that must come */
	ETHERNET_BYTES = 14,
};

/* A connection of our own stack. */
struct client {
	bool ipv4, open, refused, silent;
	uint16_t port, peer_port;
	struct tcp_conn conn;
	const char *prefix; /* of the stream, told to the peer; or NULL */
	size_t want, sent;  /* bytes of the stream */
	size_t got;         /* of banner and echo */
	bool wrong, saw_closed_window;
	unsigned syn_acks;
};

struct world {
	struct link *link;
	struct link_tx *tx;
	struct frame_templates *v4, *v6;
	struct addr own4, own6;
	struct client *clients;
	unsigned count;
	unsigned resets; /* told */
	uint16_t echo;   /* whom the other thread asks */
	atomic_uint udp; /* datagrams, and the last of them: */
	struct packet last;
	uint8_t last_bytes[FRAME_MAX];
	uint64_t frames, lose[2]; /* received; their numbers, lost thereafter */
	bool bad;                 /* a frame is not as it must be */
};

static inline struct addr
loopback(bool ipv4)
{
	struct addr a;
	if (!addr_parse(ipv4 ? "127.0.0.1" : "::1", &a))
		abort();
	return a;
}

/* Our frames come from these addresses, which may be nobody's. */
static inline void
begin_as(struct world *w, const char *ipv4, const char *ipv6)
{
	struct link_config config = {.kind = LINK_KERNEL};
	struct route v4 = {0}, v6 = {0};
	struct text why;
	text_init(&why);
	*w = (struct world){0};
	w->clients = calloc(CLIENTS_MAX, sizeof(*w->clients));
	if (w->clients == NULL || !addr_parse(ipv4, &v4.src) ||
	    !addr_parse(ipv6, &v6.src) ||
	    link_open(&config, &w->link, &why) < 0 ||
	    link_tx_open(w->link, LINK_PROMPT, &w->tx) < 0 ||
	    frame_templates_new(&v4, &w->v4) < 0 ||
	    frame_templates_new(&v6, &w->v6) < 0)
		abort();
	w->own4 = v4.src;
	w->own6 = v6.src;
	text_fini(&why);
}

static inline void
begin(struct world *w)
{
	begin_as(w, "127.0.0.1", "::1");
}

static inline void
end(struct world *w)
{
	link_tx_close(w->tx);
	link_close(w->link);
	frame_templates_free(w->v4);
	frame_templates_free(w->v6);
	for (unsigned i = 0; i < w->count; i++)
		tcp_conn_fini(&w->clients[i].conn);
	free(w->clients);
	ok(!w->bad, "every frame is for us, and its sums are right");
}

static inline struct link_stats
stats(struct world *w)
{
	struct link_stats s;
	link_stats(w->link, &s);
	return s;
}

static inline void
send_udp(struct world *w, bool ipv4, uint16_t port, uint16_t peer_port,
    const char *text)
{
	struct frame_udp what = {
	    .dst = loopback(ipv4),
	    .src_port = port,
	    .dst_port = peer_port,
	    .payload = (const uint8_t *)text,
	    .payload_len = strlen(text),
	};
	link_commit(w->tx,
	    frame_build_udp(ipv4 ? w->v4 : w->v6, &what, link_reserve(w->tx)));
}

static inline void
send_tcp(struct world *w, const struct client *c, const struct tcp_segment *s,
    const uint8_t *payload, size_t len)
{
	struct frame_tcp what = {
	    .dst = loopback(c->ipv4),
	    .src_port = c->port,
	    .dst_port = c->peer_port,
	    .seq = s->seq,
	    .ack = s->ack,
	    .flags = s->flags,
	    .window = s->window,
	    .payload = payload,
	    .payload_len = len,
	};
	link_commit(w->tx, frame_build_tcp(c->ipv4 ? w->v4 : w->v6, &what,
			       link_reserve(w->tx)));
}

static inline struct client *
connect_from(struct world *w, bool ipv4, uint16_t port, uint16_t peer_port)
{
	struct client *c = &w->clients[w->count++];
	*c = (struct client){
	    .ipv4 = ipv4,
	    .port = port,
	    .peer_port = peer_port,
	};
	struct tcp_segment syn = {
	    .seq = ISN, .flags = TCP_SYN, .window = 65535};
	send_tcp(w, c, &syn, NULL, 0);
	return c;
}

static inline struct client *
connect_to(struct world *w, bool ipv4, uint16_t peer_port)
{
	return connect_from(w, ipv4, (uint16_t)(PORT + w->count), peer_port);
}

static inline uint8_t
stream_at(const struct client *c, size_t at)
{
	if (c->prefix != NULL && at < strlen(c->prefix))
		return (uint8_t)c->prefix[at];
	return (uint8_t)(at * 7 + at / 251);
}

/* The client and the world it is in, for its callbacks. */
struct here {
	struct world *world;
	struct client *client;
};

static inline void
on_emit(
    void *ctx, const struct tcp_segment *s, const uint8_t *payload, size_t len)
{
	struct here *here = ctx;
	send_tcp(here->world, here->client, s, payload, len);
}

static inline void
on_deliver(void *ctx, const uint8_t *bytes, size_t len)
{
	struct client *c = ((struct here *)ctx)->client;
	size_t banner = strlen(BANNER);
	for (size_t i = 0; i < len; i++, c->got++) {
		uint8_t want = c->got < banner ? (uint8_t)BANNER[c->got]
					       : stream_at(c, c->got - banner);
		c->wrong |= bytes[i] != want;
	}
}

static inline void
take_tcp(struct world *w, struct client *c, const struct packet *p,
    const struct tcp_io *io)
{
	bool syn_ack = p->tcp.flags == (TCP_SYN | TCP_ACK);
	int64_t now_us = clock_monotonic_ns() / NS_PER_US;
	c->syn_acks += syn_ack;
	w->resets += (p->tcp.flags & TCP_RST) != 0;
	c->saw_closed_window |= syn_ack ? false : p->tcp.window == 0;
	if (c->open) {
		tcp_conn_receive(&c->conn, &p->tcp, &p->payload, now_us, io);
	} else if (p->tcp.ack != ISN + 1) {
		w->bad = true;
	} else if (syn_ack && !c->silent) {
		w->bad |= p->tcp.options.mss_bytes != 1460;
		tcp_conn_open(&c->conn, &p->tcp, ISN, now_us, io);
		c->open = true;
	} else if (p->tcp.flags == (TCP_RST | TCP_ACK)) {
		c->refused = true;
	}
}

static inline void
take_packet(struct world *w, const struct packet *p)
{
	if (p->proto == NET_UDP) {
		w->udp++;
		w->last = *p;
		memcpy(w->last_bytes, p->payload.at, wire_left(&p->payload));
		return;
	}
	for (unsigned i = 0; i < w->count; i++) {
		struct client *c = &w->clients[i];
		struct here here = {w, c};
		struct tcp_io io = {&here, on_emit, on_deliver};
		if (c->port == p->dst_port && c->peer_port == p->src_port &&
		    c->ipv4 == addr_is_v4(&p->src))
			take_tcp(w, c, p, &io);
	}
}

/* From loopback to us, and its sums are right. */
static inline bool
is_right(
    const struct world *w, const struct link_frame *f, const struct packet *p)
{
	const uint8_t *ip = f->bytes + ETHERNET_BYTES;
	bool ipv4 = addr_is_v4(&p->src);
	struct addr peer = loopback(ipv4);
	size_t at = ipv4 ? 20 : 40, len = f->len - ETHERNET_BYTES - at;
	uint32_t sum = (uint32_t)(p->proto + len);
	if (!addr_equal(&p->src, &peer) ||
	    !addr_equal(&p->dst, ipv4 ? &w->own4 : &w->own6))
		return false;
	if (ipv4 && checksum_end(checksum_add(0, ip, 20)) != 0)
		return false;
	sum = checksum_add(sum, ip + (ipv4 ? 12 : 8), ipv4 ? 8 : 32);
	return checksum_end(checksum_add(sum, ip + at, len)) == 0;
}

static inline void
receive(struct world *w, int timeout_ms)
{
	struct link_frame frames[7];
	size_t n = link_receive(w->link, frames, 7, timeout_ms);
	int64_t now_ns = clock_realtime_ns();
	for (size_t i = 0; i < n; i++) {
		struct packet p;
		w->bad |= !packet_parse(frames[i].bytes, frames[i].len, &p) ||
			  !is_right(w, &frames[i], &p) ||
			  now_ns - frames[i].rx_ts_ns > NS_PER_S;
		w->frames++;
		if (w->frames != w->lose[0] && w->frames != w->lose[1])
			take_packet(w, &p);
	}
	link_release(w->link);
}

/* Sends what there is room for, and what is due again. */
static inline void
move_on(struct world *w, struct client *c)
{
	struct here here = {w, c};
	struct tcp_io io = {&here, on_emit, on_deliver};
	int64_t now_us = clock_monotonic_ns() / NS_PER_US;
	if (!c->open)
		return;
	while (c->sent < c->want) {
		uint8_t bytes[1024];
		size_t len = c->want - c->sent;
		if (len > sizeof(bytes))
			len = sizeof(bytes);
		for (size_t i = 0; i < len; i++)
			bytes[i] = stream_at(c, c->sent + i);
		if (!tcp_conn_send(&c->conn, bytes, len, now_us, &io))
			break;
		c->sent += len;
	}
	tcp_conn_tick(&c->conn, now_us, &io);
}

/* Runs until `done` says so of all clients; false: it never did. */
static inline bool
run_until(struct world *w, bool (*done)(const struct client *c))
{
	int64_t end_ns = clock_monotonic_ns() + WAIT_MS * NS_PER_MS;
	while (clock_monotonic_ns() < end_ns) {
		link_flush(w->tx);
		receive(w, 10);
		unsigned count = 0;
		for (unsigned i = 0; i < w->count; i++) {
			move_on(w, &w->clients[i]);
			count += done(&w->clients[i]);
		}
		if (count == w->count) {
			link_flush(w->tx);
			return true;
		}
	}
	return false;
}

/* Until so many datagrams have come in all; the time is only a last resort. */
static inline bool
run_until_udp(struct world *w, uint64_t count)
{
	int64_t end_ns = clock_monotonic_ns() + 10 * NS_PER_S;
	link_flush(w->tx);
	while (w->udp < count && clock_monotonic_ns() < end_ns)
		receive(w, 10);
	return w->udp == count;
}

/*
 * A question to `echo`, and its answer: what was on its way before has come
 * by then, since loopback delivers in order.  Adds one datagram and one frame.
 */
static inline bool
run_past(struct world *w, uint16_t echo)
{
	send_udp(w, true, PORT - 1, echo, "behind all");
	return run_until_udp(w, atomic_load(&w->udp) + 1);
}

static inline bool
has_all(const struct client *c)
{
	return c->open && c->got == c->want + strlen(BANNER) && !c->wrong;
}

static inline bool
is_done(const struct client *c)
{
	return c->open && c->conn.state == TCP_DONE;
}

static inline bool
is_reset(const struct client *c)
{
	return c->open && c->conn.state == TCP_RESET;
}

static inline bool
was_refused(const struct client *c)
{
	return c->refused;
}

static inline bool
was_answered(const struct client *c)
{
	return c->syn_acks == 1;
}

static inline bool
saw_closed_window(const struct client *c)
{
	return c->saw_closed_window;
}

static inline bool
was_answered_again(const struct client *c)
{
	return c->syn_acks == 2;
}

static inline void
close_all(struct world *w)
{
	for (unsigned i = 0; i < w->count; i++) {
		struct here here = {w, &w->clients[i]};
		struct tcp_io io = {&here, on_emit, on_deliver};
		tcp_conn_close(
		    &w->clients[i].conn, clock_monotonic_ns() / NS_PER_US, &io);
	}
}

static inline bool
peers_are_gone(void)
{
	for (int i = 0; i < 500 && atomic_load(&peer_connections) > 0; i++)
		usleep(10000);
	return atomic_load(&peer_connections) == 0;
}

/*
 * A loopback of our own, where the kernel lets us have one: two of these
 * tests at one time would bind the same ports.
 */
static inline void
own_network(void)
{
	struct ifreq lo = {.ifr_name = "lo", .ifr_flags = IFF_UP};
	if (unshare(CLONE_NEWNET) < 0 &&
	    unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
		return;
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &lo) < 0)
		abort();
	close(fd);
}

static inline unsigned
open_files(void)
{
	unsigned count = 0;
	DIR *d = opendir("/proc/self/fd");
	while (d != NULL && readdir(d) != NULL)
		count++;
	if (d != NULL)
		closedir(d);
	return count;
}

#endif
