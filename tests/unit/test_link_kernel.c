/* The kernel link against real sockets of this process, in real time. */
#include "kernel_world.h"
#include "thread_state.h"

static void
test_udp(bool ipv4, uint16_t echo)
{
	struct world w;
	begin(&w);
	send_udp(&w, ipv4, PORT, echo, "question");
	ok(run_until_udp(&w, 1) && w.last.src_port == echo &&
		w.last.dst_port == PORT && wire_left(&w.last.payload) == 8 &&
		memcmp(w.last_bytes, "question", 8) == 0,
	    ipv4 ? "UDP over IPv4" : "UDP over IPv6");

	send_udp(&w, ipv4, PORT, echo, "");
	ok(run_until_udp(&w, 2) && wire_left(&w.last.payload) == 0, "empty");

	send_udp(&w, ipv4, PORT, echo, "big");
	send_udp(&w, ipv4, PORT + 1, echo, "behind it");
	ok(run_until_udp(&w, 3) && stats(&w).fragments == 1,
	    "what would be fragments is counted, not given");
	ok(stats(&w).received == 3 && stats(&w).sent == 4, "counted");
	end(&w);
}

static void
test_udp_closed(uint16_t echo)
{
	struct world w;
	uint16_t port;
	begin(&w);
	int fd = peer_bind(SOCK_DGRAM, true, &port);
	close(fd);
	send_udp(&w, true, PORT, port, "to nobody");
	ok(run_past(&w, echo) && w.frames == 1 && stats(&w).send_failed == 0,
	    "port unreachable: nothing comes");

	end(&w);
}

/* Two scans of one machine draw their ports from one range. */
static void
test_udp_taken(uint16_t echo)
{
	struct world w;
	uint16_t taken;
	begin(&w);
	int fd = peer_bind(SOCK_DGRAM, true, &taken);
	send_udp(&w, true, taken, echo, "from another's port");
	ok(run_until_udp(&w, 1) && w.last.dst_port == taken &&
		stats(&w).send_failed == 0,
	    "a port that is another's: it leaves by a third one, and its "
	    "answer comes");
	close(fd);
	end(&w);
}

/* One port is used all the time, and answered when all others were used. */
static void
test_udp_many(uint16_t echo)
{
	struct world w;
	uint16_t late;
	struct sockaddr_in from;
	socklen_t len = sizeof(from);
	uint8_t byte;
	int fd = peer_bind(SOCK_DGRAM, true, &late);
	begin(&w);
	for (unsigned i = 0; i < 4500; i++) {
		send_udp(&w, true, (uint16_t)(PORT + i), echo, "x");
		if (i % 500 == 0)
			send_udp(&w, true, PORT, late, "y");
		if (i % 50 == 49)
			run_until_udp(&w, i + 1);
	}
	ok(w.udp == 4500 && open_files() < 4200,
	    "4500 ports, 4096 sockets at most");
	if (recvfrom(fd, &byte, 1, 0, (struct sockaddr *)&from, &len) != 1 ||
	    sendto(fd, &byte, 1, 0, (struct sockaddr *)&from, len) != 1)
		abort();
	ok(run_until_udp(&w, 4501) && w.last.dst_port == PORT,
	    "the least recently used ones made room");
	close(fd);
	end(&w);
}

static void
test_tcp(bool ipv4, uint16_t echo, uint16_t udp)
{
	struct world w;
	begin(&w);
	bool past = run_past(&w, udp); /* its socket stays open */
	unsigned before = open_files();
	struct client *c = connect_to(&w, ipv4, echo);
	ok(run_until(&w, has_all), ipv4 ? "a banner, IPv4" : "a banner, IPv6");
	c->want = 100000;
	ok(run_until(&w, has_all), "100 kB there and back");
	close_all(&w);
	ok(run_until(&w, is_done) && peers_are_gone(), "closed by both");
	past = run_past(&w, udp) && past;
	ok(past && w.resets == 0 && open_files() == before,
	    "without a RST, or a rest");
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
	c->want = 8000000; /* more than any window holds */
	ok(run_until(&w, saw_closed_window),
	    "to a peer that does not read: a full kernel closes the window");
	c->want = c->sent;
	sem_post(&peer_may_read);
	ok(run_until(&w, has_all), "it reads: all comes back");
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
test_addresses(uint16_t udp, uint16_t tcp, uint16_t other_tcp)
{
	struct world w;
	begin_as(&w, "192.0.2.9", "2001:db8::9");
	send_udp(&w, true, PORT, udp, "x");
	connect_from(&w, true, PORT, tcp)->want = 1000;
	connect_from(&w, true, PORT, other_tcp)->want = 2000;
	ok(run_until(&w, has_all), "two hosts from one port");
	ok(run_until_udp(&w, 1),
	    "answers go to the address that asked, even a false one");
	end(&w);
}

static void
test_tcp_refused(bool ipv4, uint16_t udp)
{
	struct world w;
	uint16_t port;
	begin(&w);
	close(peer_bind(SOCK_STREAM, ipv4, &port));
	connect_to(&w, ipv4, port);
	ok(run_until(&w, was_refused), "nobody listens: RST");
	ok(run_past(&w, udp) && w.frames == 2, "and only that");
	end(&w);
}

/* Its queue is full: the kernel drops the SYN, as a firewall would. */
static void
test_tcp_silent(uint16_t udp)
{
	struct world w;
	uint16_t port;
	begin(&w);
	int fd = peer_bind(SOCK_STREAM, true, &port);
	if (listen(fd, 0) < 0)
		abort();
	connect_to(&w, true, port);
	bool full = run_until(&w, was_answered) && w.frames == 1;
	for (unsigned i = 0; i < 3; i++)
		connect_to(&w, true, port);
	ok(full && run_past(&w, udp) && w.frames == 2,
	    "a silent host: nothing comes");
	ok(stats(&w).send_failed == 0, "nor failed");
	end(&w);
	close(fd);
}

static void
test_tcp_ends(uint16_t echo)
{
	struct world w;
	begin(&w);
	bool alone = peers_are_gone(); /* no reset of before is counted */
	unsigned resets = atomic_load(&peer_resets);
	struct client *c = connect_to(&w, true, echo);
	struct here here = {&w, c};
	struct tcp_io io = {&here, on_emit, on_deliver};
	bool heard = run_until(&w, has_all); /* nothing is left unread */
	tcp_conn_abort(&c->conn, &io);
	link_flush(w.tx);
	ok(alone && heard && peers_are_gone() &&
		atomic_load(&peer_resets) == resets + 1,
	    "a RST of ours is one");

	c = connect_to(&w, true, echo);
	c->prefix = "reset";
	c->want = 5;
	ok(run_until(&w, is_reset), "a RST of the peer is told");
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

/* All that is too short of a frame, and then the frame as an ICMP packet. */
static unsigned
commit_bad(struct world *w, uint8_t *frame, size_t len, bool ipv4)
{
	for (size_t n = 0; n < len; n++)
		commit(w, frame, n);
	if (ipv4)
		frame[ETHERNET_BYTES + 9] = NET_ICMP;
	else
		frame[ETHERNET_BYTES + 6] = NET_ICMP6;
	commit(w, frame, len);
	return (unsigned)len + 1;
}

static void
test_malformed(uint16_t echo)
{
	struct world w;
	begin(&w);
	unsigned bad = 0;
	for (int ipv4 = 0; ipv4 < 2; ipv4++) {
		uint8_t frame[FRAME_MAX];
		struct frame_templates *t = ipv4 ? w.v4 : w.v6;
		struct frame_udp udp = {
		    .dst = loopback(ipv4),
		    .src_port = PORT,
		    .dst_port = 9,
		    .payload = (const uint8_t *)"12345",
		    .payload_len = 5,
		};
		struct frame_tcp tcp = {
		    .dst = loopback(ipv4),
		    .src_port = PORT,
		    .dst_port = 9,
		    .flags = TCP_SYN,
		};
		bad += commit_bad(
		    &w, frame, frame_build_udp(t, &udp, frame), ipv4);
		bad += commit_bad(
		    &w, frame, frame_build_tcp(t, &tcp, frame), ipv4);
	}
	bool past = run_past(&w, echo);
	ok(past && stats(&w).send_failed == bad && stats(&w).sent == 1 &&
		w.frames == 1,
	    "every frame cut short, and ICMP: failed, and nothing else");
	end(&w);
}

/* Few of `asked` questions are open: a socket holds no thousand. */
static bool
await_answers(struct world *w, unsigned asked)
{
	enum { OPEN_MAX = 50 };
	int64_t end_ns = clock_monotonic_ns() + WAIT_MS * NS_PER_MS;
	while (asked - atomic_load(&w->udp) > OPEN_MAX) {
		if (clock_monotonic_ns() > end_ns)
			return false;
		sched_yield();
	}
	return true;
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
		if (!await_answers(w, i + 1))
			break;
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
	ok(run_until_udp(&w, 1000), "and 1000 answers to another thread");
	pthread_join(thread, NULL);
	end(&w);
}

static atomic_int receiver; /* the thread that waits for frames */

static void *
send_later(void *arg)
{
	struct world *w = arg;
	struct tcp_segment old = {
	    .seq = ISN, .ack = 0, .flags = TCP_ACK, .window = 65535};
	wait_until_asleep(&receiver);
	send_tcp(w, &w->clients[0], &old, (const uint8_t *)"o", 1);
	link_flush(w->tx);
	return NULL;
}

static void
test_wake(uint16_t tcp, uint16_t udp)
{
	struct world w;
	pthread_t thread;
	begin(&w);
	connect_to(&w, true, tcp);
	bool heard = run_until(&w, has_all) && run_past(&w, udp);
	uint64_t frames = w.frames;
	int64_t start_ns = clock_monotonic_ns();
	atomic_store(&receiver, gettid());
	if (pthread_create(&thread, NULL, send_later, &w) != 0)
		abort();
	while (w.frames == frames)
		receive(&w, 5000);
	ok(heard && clock_monotonic_ns() - start_ns < 4 * NS_PER_S,
	    "who waits is woken for what only a sender knows");
	pthread_join(thread, NULL);
	end(&w);
}

int
main(void)
{
	own_network();
	if (sem_init(&peer_may_read, 0, 0) < 0)
		abort();
	uint16_t udp4 = peer_udp(true), udp6 = peer_udp(false);
	uint16_t tcp4 = peer_tcp(true), tcp6 = peer_tcp(false);
	test_malformed(udp4);
	test_udp(true, udp4);
	test_udp(false, udp6);
	test_udp_closed(udp4);
	test_udp_taken(udp4);
	test_udp_many(udp4);
	test_tcp(true, tcp4, udp4);
	test_tcp(false, tcp6, udp4);
	test_tcp_slow(tcp4);
	test_tcp_lost(tcp4);
	test_tcp_many(tcp4, tcp6);
	test_addresses(udp4, tcp4, peer_tcp(true));
	test_tcp_refused(true, udp4);
	test_tcp_refused(false, udp4);
	test_tcp_silent(udp4);
	test_tcp_ends(tcp4);
	test_tcp_unheard(tcp4);
	test_threads(udp4, tcp4);
	test_wake(tcp4, udp4);
	return tap_end();
}
