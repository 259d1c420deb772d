/* The kernel link against real sockets of this process, in real time. */
#include "link/link.h"

#include <dirent.h>

#include "base/clock.h"
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
	struct client *clients;
	unsigned count;
	uint16_t echo; /* whom the other thread asks */
	unsigned udp;  /* datagrams, and the last of them: */
	struct packet last;
	uint8_t last_bytes[FRAME_MAX];
	uint64_t frames, lose[2]; /* received; their numbers, lost thereafter */
	bool bad;                 /* a frame is not as it must be */
};

static struct addr
own(bool ipv4)
{
	struct addr a;
	if (!addr_parse(ipv4 ? "127.0.0.1" : "::1", &a))
		abort();
	return a;
}

static void
begin(struct world *w)
{
	struct link_config config = {.kind = LINK_KERNEL};
	struct route v4 = {.src = own(true)}, v6 = {.src = own(false)};
	struct text why;
	text_init(&why);
	*w = (struct world){0};
	w->clients = calloc(CLIENTS_MAX, sizeof(*w->clients));
	if (w->clients == NULL || link_open(&config, &w->link, &why) < 0 ||
	    link_tx_open(w->link, LINK_PROMPT, &w->tx) < 0 ||
	    frame_templates_new(&v4, &w->v4) < 0 ||
	    frame_templates_new(&v6, &w->v6) < 0)
		abort();
	text_fini(&why);
}

static void
end(struct world *w)
{
	link_tx_close(w->tx);
	link_close(w->link);
	frame_templates_free(w->v4);
	frame_templates_free(w->v6);
	free(w->clients);
	ok(!w->bad, "every frame is for us, and its sums are right");
}

static struct link_stats
stats(struct world *w)
{
	struct link_stats s;
	link_stats(w->link, &s);
	return s;
}

static void
send_udp(struct world *w, bool ipv4, uint16_t port, uint16_t peer_port,
    const char *text)
{
	struct frame_udp what = {
	    .dst = own(ipv4),
	    .src_port = port,
	    .dst_port = peer_port,
	    .payload = (const uint8_t *)text,
	    .payload_len = strlen(text),
	};
	link_commit(w->tx,
	    frame_build_udp(ipv4 ? w->v4 : w->v6, &what, link_reserve(w->tx)));
}

static void
send_tcp(struct world *w, const struct client *c, const struct tcp_segment *s,
    const uint8_t *payload, size_t len)
{
	struct frame_tcp what = {
	    .dst = own(c->ipv4),
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

static struct client *
connect_to(struct world *w, bool ipv4, uint16_t peer_port)
{
	struct client *c = &w->clients[w->count];
	*c = (struct client){
	    .ipv4 = ipv4,
	    .port = (uint16_t)(PORT + w->count++),
	    .peer_port = peer_port,
	};
	struct tcp_segment syn = {
	    .seq = ISN, .flags = TCP_SYN, .window = 65535};
	send_tcp(w, c, &syn, NULL, 0);
	return c;
}

static uint8_t
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

static void
on_emit(
    void *ctx, const struct tcp_segment *s, const uint8_t *payload, size_t len)
{
	struct here *here = ctx;
	send_tcp(here->world, here->client, s, payload, len);
}

static void
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

static void
take_tcp(struct world *w, struct client *c, const struct packet *p,
    const struct tcp_io *io)
{
	bool syn_ack = p->tcp.flags == (TCP_SYN | TCP_ACK);
	int64_t now_us = clock_monotonic_ns() / NS_PER_US;
	c->syn_acks += syn_ack;
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

static void
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

/* The frames are of one kind of header each, so the places are known. */
static bool
sums_are_right(const struct link_frame *f, const struct packet *p)
{
	const uint8_t *ip = f->bytes + ETHERNET_BYTES;
	bool ipv4 = addr_is_v4(&p->src);
	size_t at = ipv4 ? 20 : 40, len = f->len - ETHERNET_BYTES - at;
	uint32_t sum = (uint32_t)(p->proto + len);
	if (ipv4 && checksum_end(checksum_add(0, ip, 20)) != 0)
		return false;
	sum = checksum_add(sum, ip + (ipv4 ? 12 : 8), ipv4 ? 8 : 32);
	return checksum_end(checksum_add(sum, ip + at, len)) == 0;
}

static void
receive(struct world *w, int timeout_ms)
{
	struct link_frame frames[7];
	size_t n = link_receive(w->link, frames, 7, timeout_ms);
	int64_t now_ns = clock_realtime_ns();
	for (size_t i = 0; i < n; i++) {
		struct packet p;
		struct addr us =
		    own(packet_parse(frames[i].bytes, frames[i].len, &p) &&
			addr_is_v4(&p.dst));
		w->bad |= !addr_equal(&p.dst, &us) ||
			  !addr_equal(&p.src, &us) ||
			  !sums_are_right(&frames[i], &p) ||
			  now_ns - frames[i].rx_ts_ns > NS_PER_S;
		w->frames++;
		if (w->frames != w->lose[0] && w->frames != w->lose[1])
			take_packet(w, &p);
	}
	link_release(w->link);
}

/* Sends what there is room for, and what is due again. */
static void
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
static bool
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

static void
run_ms(struct world *w, int ms)
{
	int64_t end_ns = clock_monotonic_ns() + ms * NS_PER_MS;
	link_flush(w->tx);
	while (clock_monotonic_ns() < end_ns)
		receive(w, 10);
}

static bool
has_all(const struct client *c)
{
	return c->open && c->got == c->want + strlen(BANNER) && !c->wrong;
}

static bool
is_done(const struct client *c)
{
	return c->open && c->conn.state == TCP_DONE;
}

static bool
is_reset(const struct client *c)
{
	return c->open && c->conn.state == TCP_RESET;
}

static bool
was_refused(const struct client *c)
{
	return c->refused;
}

static bool
was_answered_again(const struct client *c)
{
	return c->syn_acks == 2;
}

static void
close_all(struct world *w)
{
	for (unsigned i = 0; i < w->count; i++) {
		struct here here = {w, &w->clients[i]};
		struct tcp_io io = {&here, on_emit, on_deliver};
		tcp_conn_close(
		    &w->clients[i].conn, clock_monotonic_ns() / NS_PER_US, &io);
	}
}

static bool
peers_are_gone(void)
{
	for (int i = 0; i < 500 && atomic_load(&peer_connections) > 0; i++)
		usleep(10000);
	return atomic_load(&peer_connections) == 0;
}

static unsigned
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

static void
test_udp(bool ipv4, uint16_t echo)
{
	struct world w;
	begin(&w);
	send_udp(&w, ipv4, PORT, echo, "question");
	for (int i = 0; i < 100 && w.udp == 0; i++)
		run_ms(&w, 10);
	ok(w.udp == 1 && w.last.src_port == echo && w.last.dst_port == PORT &&
		wire_left(&w.last.payload) == 8 &&
		memcmp(w.last_bytes, "question", 8) == 0,
	    ipv4 ? "UDP over IPv4" : "UDP over IPv6");

	send_udp(&w, ipv4, PORT, echo, "");
	run_ms(&w, 200);
	ok(w.udp == 2 && wire_left(&w.last.payload) == 0, "empty");

	send_udp(&w, ipv4, PORT, echo, "big");
	send_udp(&w, ipv4, PORT + 1, echo, "behind it");
	run_ms(&w, 200);
	ok(w.udp == 3 && stats(&w).fragments == 1,
	    "what would be fragments is counted, not given");
	ok(stats(&w).received == 3 && stats(&w).sent == 4, "counted");
	end(&w);
}

static void
test_udp_closed(void)
{
	struct world w;
	uint16_t port, taken;
	begin(&w);
	int fd = peer_bind(SOCK_DGRAM, true, &port);
	close(fd);
	send_udp(&w, true, PORT, port, "to nobody");
	run_ms(&w, 200);
	ok(w.frames == 0 && stats(&w).send_failed == 0,
	    "port unreachable: nothing comes");

	fd = peer_bind(SOCK_DGRAM, true, &taken);
	send_udp(&w, true, taken, port, "from another's port");
	link_flush(w.tx);
	ok(stats(&w).sent == 1 && stats(&w).send_failed == 1,
	    "a port that is another's: failed");
	close(fd);
	end(&w);
}

static void
test_udp_many(uint16_t echo)
{
	struct world w;
	begin(&w);
	for (unsigned i = 0; i < 4500; i++) {
		send_udp(&w, true, (uint16_t)(PORT + i), echo, "x");
		for (int n = 0; i % 50 == 49 && n < 50 && w.udp <= i; n++)
			run_ms(&w, 1);
	}
	ok(stats(&w).sent == 4500 && open_files() < 4200,
	    "4500 ports, 4096 sockets at most");
	ok(w.udp == 4500, "and their answers");
	end(&w);
}

static void
test_tcp(bool ipv4, uint16_t echo)
{
	struct world w;
	begin(&w);
	struct client *c = connect_to(&w, ipv4, echo);
	ok(run_until(&w, has_all), ipv4 ? "a banner, IPv4" : "a banner, IPv6");
	c->want = 100000;
	ok(run_until(&w, has_all), "100 kB there and back");
	close_all(&w);
	ok(run_until(&w, is_done) && peers_are_gone(), "closed by both");
	ok(stats(&w).send_failed == 0, "nothing failed");
	end(&w);
}

static void
test_tcp_slow(uint16_t echo)
{
	struct world w;
	begin(&w);
	struct client *c = connect_to(&w, true, echo);
	c->prefix = "slow";
	c->want = 8000000;
	ok(run_until(&w, has_all), "8 MB to a peer that sleeps at first");
	ok(c->saw_closed_window, "a full kernel closes the window");
	end(&w);
	ok(peers_are_gone(), "the end of the link ends its connections");
}

static void
test_tcp_lost(uint16_t echo)
{
	struct world w;
	begin(&w);
	connect_to(&w, true, echo)->want = 50000;
	w.lose[0] = 2; /* the banner */
	w.lose[1] = 20;
	ok(run_until(&w, has_all), "what our stack did not hear comes again");
	close_all(&w);
	w.lose[0] = w.frames + 2; /* their FIN, behind the ACK of ours */
	ok(run_until(&w, is_done), "so does a FIN");
	end(&w);
}

static void
test_tcp_many(uint16_t echo4, uint16_t echo6)
{
	struct world w;
	unsigned before = open_files();
	begin(&w);
	for (unsigned i = 0; i < CLIENTS_MAX; i++)
		connect_to(&w, i % 2 == 0, i % 2 == 0 ? echo4 : echo6)->want =
		    20000;
	ok(run_until(&w, has_all), "200 at once");
	close_all(&w);
	ok(run_until(&w, is_done) && peers_are_gone(), "and all closed");
	end(&w);
	ok(open_files() == before, "no socket is left");
}

static void
test_tcp_refused(bool ipv4)
{
	struct world w;
	uint16_t port;
	begin(&w);
	close(peer_bind(SOCK_STREAM, ipv4, &port));
	connect_to(&w, ipv4, port);
	ok(run_until(&w, was_refused), "nobody listens: RST");
	run_ms(&w, 100);
	ok(w.frames == 1, "and only that");
	end(&w);
}

/* Its queue is full: the kernel drops the SYN, as a firewall would. */
static void
test_tcp_silent(void)
{
	struct world w;
	uint16_t port;
	begin(&w);
	int fd = peer_bind(SOCK_STREAM, true, &port);
	if (listen(fd, 0) < 0)
		abort();
	connect_to(&w, true, port);
	run_ms(&w, 200);
	uint64_t frames = w.frames;
	for (unsigned i = 0; i < 3; i++)
		connect_to(&w, true, port);
	run_ms(&w, 500);
	ok(frames == 1 && w.frames == 1, "a silent host: nothing comes");
	ok(stats(&w).send_failed == 0, "nor failed");
	end(&w);
	close(fd);
}

static void
test_tcp_ends(uint16_t echo)
{
	struct world w;
	unsigned resets = atomic_load(&peer_resets);
	begin(&w);
	struct client *c = connect_to(&w, true, echo);
	c->prefix = "reset";
	c->want = 5;
	ok(run_until(&w, is_reset), "a RST of the peer is told");

	c = connect_to(&w, true, echo);
	run_ms(&w, 200);
	struct here here = {&w, c};
	struct tcp_io io = {&here, on_emit, on_deliver};
	tcp_conn_abort(&c->conn, &io);
	link_flush(w.tx);
	ok(peers_are_gone() && atomic_load(&peer_resets) == resets + 1,
	    "a RST of ours is one");
	end(&w);
}

static void
test_tcp_unheard(uint16_t echo)
{
	struct world w;
	begin(&w);
	connect_to(&w, true, echo)->silent = true;
	ok(run_until(&w, was_answered_again),
	    "a SYN-ACK not heard comes again");
	w.clients[0].silent = false;
	struct tcp_segment syn = {
	    .seq = ISN, .flags = TCP_SYN, .window = 65535};
	send_tcp(&w, &w.clients[0], &syn, NULL, 0);
	ok(run_until(&w, has_all) && w.clients[0].syn_acks == 3,
	    "and at once to a second SYN");
	end(&w);
}

static void
commit(struct world *w, const uint8_t *frame, size_t len)
{
	memcpy(link_reserve(w->tx), frame, len);
	link_commit(w->tx, len);
}

static void
test_malformed(void)
{
	struct world w;
	begin(&w);
	unsigned bad = 0;
	for (int i = 0; i < 4; i++) {
		struct frame_templates *t = i % 2 == 0 ? w.v4 : w.v6;
		uint8_t frame[FRAME_MAX];
		struct frame_udp udp = {.dst = own(i % 2 == 0),
		    .src_port = PORT,
		    .dst_port = 9,
		    .payload = (const uint8_t *)"12345",
		    .payload_len = 5};
		struct frame_tcp tcp = {.dst = own(i % 2 == 0),
		    .src_port = PORT,
		    .dst_port = 9,
		    .flags = TCP_SYN};
		size_t len = i < 2 ? frame_build_udp(t, &udp, frame)
				   : frame_build_tcp(t, &tcp, frame);
		for (size_t n = 0; n < len; n++, bad++)
			commit(&w, frame, n);
		frame[ETHERNET_BYTES + (i % 2 == 0 ? 9 : 6)] =
		    i % 2 == 0 ? NET_ICMP : NET_ICMP6;
		commit(&w, frame, len);
		bad++;
	}
	run_ms(&w, 100);
	ok(stats(&w).send_failed == bad && stats(&w).sent == 0 && w.frames == 0,
	    "every frame cut short, and ICMP: failed, and nothing else");
	end(&w);
}

static void *
ask_often(void *arg)
{
	struct world *w = arg;
	struct link_tx *tx;
	if (link_tx_open(w->link, LINK_BULK, &tx) < 0)
		abort();
	struct world mine = {.tx = tx, .v4 = w->v4, .v6 = w->v6};
	for (unsigned i = 0; i < 1000; i++) {
		send_udp(&mine, true, (uint16_t)(PORT + 300 + i % 7), w->echo,
		    "from another thread");
		link_flush(tx);
		usleep(50);
	}
	link_tx_close(tx);
	return NULL;
}

static void
test_threads(uint16_t udp, uint16_t tcp)
{
	struct world w;
	pthread_t thread;
	begin(&w);
	w.echo = udp;
	for (unsigned i = 0; i < 20; i++)
		connect_to(&w, true, tcp)->want = 20000;
	if (pthread_create(&thread, NULL, ask_often, &w) != 0)
		abort();
	ok(run_until(&w, has_all), "20 connections");
	pthread_join(thread, NULL);
	run_ms(&w, 200);
	ok(w.udp == 1000, "and 1000 answers to another thread");
	end(&w);
}

int
main(void)
{
	uint16_t udp4 = peer_udp(true), udp6 = peer_udp(false);
	uint16_t tcp4 = peer_tcp(true), tcp6 = peer_tcp(false);
	test_malformed();
	test_udp(true, udp4);
	test_udp(false, udp6);
	test_udp_closed();
	test_udp_many(udp4);
	test_tcp(true, tcp4);
	test_tcp(false, tcp6);
	test_tcp_slow(tcp4);
	test_tcp_lost(tcp4);
	test_tcp_many(tcp4, tcp6);
	test_tcp_refused(true);
	test_tcp_refused(false);
	test_tcp_silent();
	test_tcp_ends(tcp4);
	test_tcp_unheard(tcp4);
	test_threads(udp4, tcp4);
	return tap_end();
}
