/* DNS over our TCP against a server in the same process, with a false clock. */
#include "scanner/dns/tcp.h"

#include <errno.h>

#include "air.h"
#include "tcp_peer.h"
#include "tests/unit/tap.h"

enum { TICK_NS = 10000000, ASKS_MAX = 64, REPLY_BYTES = 40000 };

enum server {
	ANSWERS,
	ANSWERS_SLOWLY, /* in two pieces that split the length */
	REFUSES,        /* RST to the SYN */
	REMEMBERS,      /* an earlier connection of these ports, till a RST */
	IS_SILENT,      /* nothing to the SYN */
	IS_DEAF,        /* connected, and no answer */
	HANGS_UP,       /* FIN in the middle of the reply */
	CRASHES,        /* RST instead of the reply */
};

struct world {
	struct air air;
	struct dns_tcp *tcp;
	enum server server;
	struct tcp_peer peer;
	bool open, answered, second;
	bool forgot; /* the earlier connection, which acknowledged: */
	uint32_t old_ack;
	uint16_t port; /* theirs: the client's */
	unsigned syns, resets;
	unsigned replies, failures;
	size_t reply_len;
	bool garbled, asks_again, spared;
	int64_t told_ns;
};

static struct addr server_addr;
static const uint8_t query[] = "\x12\x34 a question";

static int64_t
now_ns(const struct world *w)
{
	return w->air.now_us * NS_PER_US;
}

static void
emit_down(void *ctx, const struct tcp_segment *s, const uint8_t *p, size_t len)
{
	struct world *w = ctx;
	air_send(&w->air, AIR_CLIENT, s, p, len);
}

/* As Linux does in TIME_WAIT, and in ESTABLISHED (RFC 5961 4.2). */
static void
tell_of_old(struct world *w, const struct frame_tcp *f)
{
	w->old_ack = f->seq - 1000;
	emit_down(w,
	    &(struct tcp_segment){
		.flags = TCP_ACK, .seq = 777, .ack = w->old_ack},
	    NULL, 0);
}

static void
take_syn(struct world *w, const struct frame_tcp *f)
{
	struct tcp_segment rst = {
	    .flags = TCP_RST | TCP_ACK, .ack = f->seq + 1};
	w->syns++;
	if (w->server == REMEMBERS && !w->forgot) {
		tell_of_old(w, f);
		return;
	}
	if (w->server == IS_SILENT)
		return;
	if (w->server == REFUSES) {
		emit_down(w, &rst, NULL, 0);
		return;
	}
	if (!w->open)
		peer_open(&w->peer, 4242, f->seq, w->air.now_us);
	w->open = true;
}

static bool
on_send(void *ctx, const struct frame_tcp *f)
{
	struct world *w = ctx;
	struct tcp_segment s = {.seq = f->seq,
	    .ack = f->ack,
	    .flags = f->flags,
	    .window = f->window};
	w->port = f->src_port;
	w->resets += (f->flags & TCP_RST) != 0;
	if ((f->flags & TCP_SYN) != 0)
		take_syn(w, f);
	else if (w->server == REMEMBERS && !w->forgot)
		w->forgot = f->flags == TCP_RST && f->seq == w->old_ack;
	else
		air_send(&w->air, AIR_SERVER, &s, f->payload, f->payload_len);
	return true;
}

static void
ask_again(struct world *w)
{
	while (w->asks_again && dns_tcp_ask(w->tcp, &server_addr, query,
				    sizeof(query), now_ns(w)) == 0)
		;
}

static void
on_reply(void *ctx, const struct addr *server, const uint8_t *message,
    size_t len, int64_t at_ns)
{
	struct world *w = ctx;
	w->replies++;
	w->reply_len = len;
	w->told_ns = at_ns;
	ask_again(w);
	w->garbled |= !addr_equal(server, &server_addr);
	for (size_t i = 0; i < len; i++)
		w->garbled |= message[i] != (uint8_t)(i * 3);
}

static void
on_failed(void *ctx, const struct addr *server, uint16_t id, int64_t at_ns)
{
	struct world *w = ctx;
	w->failures++;
	w->told_ns = at_ns;
	ask_again(w);
	w->garbled |= id != 0x1234 || !addr_equal(server, &server_addr);
}

static bool
on_spared(void *ctx, const struct addr *server, uint16_t id)
{
	struct world *w = ctx;
	w->garbled |= id != 0x1234 || !addr_equal(server, &server_addr);
	return w->spared;
}

static void
answer(struct world *w)
{
	static uint8_t reply[2 + REPLY_BYTES];
	size_t first = w->server == ANSWERS_SLOWLY ? 1 : sizeof(reply);
	if (w->server == HANGS_UP)
		first = sizeof(reply) / 2;
	reply[0] = REPLY_BYTES >> 8;
	reply[1] = REPLY_BYTES & 0xff;
	for (size_t i = 0; i < REPLY_BYTES; i++)
		reply[2 + i] = (uint8_t)(i * 3);
	if (w->server == CRASHES) {
		struct tcp_segment rst = {.flags = TCP_RST | TCP_ACK,
		    .seq = w->peer.isn + 1,
		    .ack = w->peer.next_in};
		emit_down(w, &rst, NULL, 0);
	} else if (w->server != IS_DEAF) {
		peer_write(&w->peer, reply, first);
	}
	if (w->server == HANGS_UP)
		peer_close(&w->peer);
	if (w->server == ANSWERS_SLOWLY)
		peer_write(&w->peer, reply + 1, sizeof(reply) - 1);
	w->answered = true;
}

static void
serve(struct world *w)
{
	if (w->open && !w->answered && w->peer.in.len == sizeof(query) + 2)
		answer(w);
	if (w->open && w->peer.fin_in && !w->peer.closing)
		peer_close(&w->peer);
	if (w->open && w->server != CRASHES)
		peer_tick(&w->peer, w->air.now_us);
}

static void
run_for(struct world *w, int seconds)
{
	struct flying f;
	int64_t end_us = w->air.now_us + seconds * 1000000LL;
	while (w->air.now_us < end_us) {
		while (air_take(&w->air, &f)) {
			struct packet p = {.src = server_addr,
			    .src_port = 53,
			    .dst_port = w->port,
			    .tcp = f.segment,
			    .payload = wire_over(f.bytes, f.len)};
			if (f.to == AIR_CLIENT)
				dns_tcp_receive(w->tcp, &p, now_ns(w));
			else if (!w->answered || w->server != CRASHES)
				peer_receive(&w->peer, &f.segment, f.bytes,
				    f.len, w->air.now_us);
		}
		serve(w);
		dns_tcp_tick(w->tcp, now_ns(w));
		w->air.now_us += TICK_NS / NS_PER_US;
	}
}

static struct siphash_key key = {1, 2};

static struct world *
world_new(enum server server, uint16_t ports)
{
	struct world *w = calloc(1, sizeof(*w));
	if (w == NULL)
		abort();
	w->server = server;
	w->air.seed = 99;
	w->air.delay_min_us = w->air.delay_max_us = 10000;
	w->peer.ctx = w;
	w->peer.emit = emit_down;
	struct dns_tcp_config config = {
	    .ports = {50000, (uint16_t)(50000 + ports - 1)},
	    .key = &key,
	    .limit_ns = 10 * NS_PER_S,
	    .ctx = w,
	    .send = on_send,
	    .reply = on_reply,
	    .spared = on_spared,
	    .failed = on_failed,
	};
	if (dns_tcp_new(&config, &w->tcp) < 0)
		abort();
	return w;
}

static void
world_free(struct world *w)
{
	if (w->open)
		peer_fini(&w->peer);
	dns_tcp_free(w->tcp);
	free(w);
}

static const struct {
	const char *name;
	enum server server;
	bool good;
	int told_s; /* the second in which it is told */
} rows[] = {
    {"40 kB", ANSWERS, true, 0},
    {"the length in two segments", ANSWERS_SLOWLY, true, 0},
    {"refused", REFUSES, false, 0},
    {"an earlier connection in the way", REMEMBERS, true, 1},
    {"silent: 3 SYNs in 7 s", IS_SILENT, false, 7},
    {"connected and silent: 10 s", IS_DEAF, false, 10},
    {"half a reply and FIN", HANGS_UP, false, 0},
    {"RST instead of a reply", CRASHES, false, 0},
};

static void
try_row(size_t i)
{
	struct world *w = world_new(rows[i].server, 100);
	int rc = dns_tcp_ask(w->tcp, &server_addr, query, sizeof(query), 0);
	ok(rc == 0, rows[i].name);
	run_for(w, 15);
	ok(w->replies == rows[i].good && w->failures == !rows[i].good,
	    "told once");
	ok(!w->garbled && (!rows[i].good || w->reply_len == REPLY_BYTES),
	    "and right");
	ok(w->told_ns / NS_PER_S == rows[i].told_s, "and in time");
	if (rows[i].server == IS_SILENT)
		ok(w->syns == 3, "3 SYNs");
	if (rows[i].good)
		ok(peer_is_done(&w->peer) && w->resets == w->forgot,
		    "closed by both, and the server knows");
	world_free(w);
}

static unsigned
ask_all(struct world *w)
{
	unsigned n = 0;
	while (dns_tcp_ask(
		   w->tcp, &server_addr, query, sizeof(query), now_ns(w)) == 0)
		n++;
	return n;
}

static void
test_bounds(void)
{
	struct world *w = world_new(IS_SILENT, 100);
	ok(ask_all(w) == ASKS_MAX, "64 at one time");
	run_for(w, 8);
	ok(w->failures == ASKS_MAX && w->resets == 0, "all told");
	ok(ask_all(w) == ASKS_MAX, "and 64 again");
	world_free(w);

	w = world_new(IS_SILENT, 64);
	ask_all(w);
	w->asks_again = true;
	run_for(w, 8);
	ok(w->failures >= ASKS_MAX && !w->garbled, "asking from within");
	world_free(w);

	w = world_new(REFUSES, 100);
	w->asks_again = true;
	ok(dns_tcp_ask(w->tcp, &server_addr, query, sizeof(query), 0) == 0,
	    "refused, and");
	run_for(w, 1);
	ok(w->failures >= 1 && !w->garbled, "asking again at once");
	world_free(w);

	w = world_new(ANSWERS, 100);
	w->asks_again = true;
	ok(dns_tcp_ask(w->tcp, &server_addr, query, sizeof(query), 0) == 0,
	    "one");
	run_for(w, 1);
	ok(w->replies == 1 && !w->garbled, "asking from within a reply");
	world_free(w);

	w = world_new(IS_SILENT, 10);
	ok(ask_all(w) == 10, "a port for each question to one server");
	world_free(w);
}

/* Whoever opts out between our SYN and what follows gets nothing more. */
static void
test_spared(void)
{
	static const enum server servers[] = {IS_SILENT, ANSWERS};
	for (size_t i = 0; i < 2; i++) {
		struct world *w = world_new(servers[i], 100);
		if (dns_tcp_ask(w->tcp, &server_addr, query, sizeof(query),
			now_ns(w)) < 0)
			abort();
		w->spared = true;
		run_for(w, 12);
		ok(w->syns == 1 && w->failures == 1 && w->replies == 0 &&
			!w->answered && w->peer.in.len == 0 && !w->garbled,
		    i == 0 ? "no second SYN" : "no answer to a SYN-ACK");
		world_free(w);
	}
}

/* Each of them would send a RST to what the server says to the other. */
static void
test_two_runs(void)
{
	uint16_t ports[2];
	struct siphash_key before = key;
	for (size_t i = 0; i < 2; i++) {
		struct world *w = world_new(IS_SILENT, 1000);
		if (dns_tcp_ask(w->tcp, &server_addr, query, sizeof(query),
			now_ns(w)) < 0)
			abort();
		ports[i] = w->port;
		world_free(w);
		key = (struct siphash_key){3, 4};
	}
	key = before;
	ok(ports[0] != ports[1], "two runs begin at ports of their own");
}

int
main(void)
{
	addr_parse("192.0.2.53", &server_addr);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		try_row(i);
	test_bounds();
	test_spared();
	test_two_runs();
	return tap_end();
}
