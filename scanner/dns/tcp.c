#include "tcp.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/wire.h"
#include "scanner/engine/cookie.h"
#include "net/tcp_conn.h"
#include "net/tcp_reset.h"

enum {
	DNS_PORT = 53,
	ASKS_MAX = 64,
	LINGER_S = 2, /* for the server's FIN, so that it can forget us */
	SYN_TRIES = 3,
	REPLY_MAX = 2 + 65535,
	QUERY_MAX = 512,
	SYN_WINDOW = 65535,
};

/* One question and its connection. */
struct ask {
	struct dns_tcp *owner;
	struct addr server;
	uint16_t port; /* ours */
	uint16_t id;
	bool open; /* the SYN was answered */
	bool told; /* only the connection's end is awaited */
	unsigned syns;
	int64_t syn_due_ns, ends_ns;
	struct tcp_conn conn;
	uint8_t query[2 + QUERY_MAX];
	size_t query_len;
	size_t reply_len;
	uint8_t reply[REPLY_MAX];
};

struct dns_tcp {
	struct dns_tcp_config config;
	struct ask *asks[ASKS_MAX];
	uint16_t next_port; /* of config.ports, counted from their first */
};

/* Each run begins elsewhere: two on one machine would reset each other's. */
static uint16_t
first_port(const struct dns_tcp_config *c)
{
	static const struct addr any;
	return (uint16_t)(cookie_tcp(c->key, &any, 0, DNS_PORT) %
			  port_count(&c->ports));
}

int
dns_tcp_new(const struct dns_tcp_config *config, struct dns_tcp **out)
{
	struct dns_tcp *t = calloc(1, sizeof(*t));
	if (t == NULL)
		return -ENOMEM;
	t->config = *config;
	t->next_port = first_port(config);
	*out = t;
	return 0;
}

static void
free_ask(struct ask *a)
{
	tcp_conn_fini(&a->conn);
	free(a);
}

void
dns_tcp_free(struct dns_tcp *t)
{
	if (t == NULL)
		return;
	for (unsigned i = 0; i < ASKS_MAX; i++)
		if (t->asks[i] != NULL)
			free_ask(t->asks[i]);
	free(t);
}

static uint32_t
isn_of(const struct ask *a)
{
	return cookie_tcp(a->owner->config.key, &a->server, a->port, DNS_PORT);
}

static void
on_emit(
    void *ctx, const struct tcp_segment *s, const uint8_t *payload, size_t len)
{
	struct ask *a = ctx;
	a->owner->config.send(
	    a->owner->config.ctx, &(struct frame_tcp){
				      .dst = a->server,
				      .src_port = a->port,
				      .dst_port = DNS_PORT,
				      .seq = s->seq,
				      .ack = s->ack,
				      .flags = s->flags,
				      .window = s->window,
				      .sacks = s->options.sacks,
				      .payload = payload,
				      .payload_len = len,
				  });
}

static void
on_deliver(void *ctx, const uint8_t *bytes, size_t len)
{
	struct ask *a = ctx;
	size_t room = REPLY_MAX - a->reply_len;
	if (len > room)
		len = room;
	memcpy(a->reply + a->reply_len, bytes, len);
	a->reply_len += len;
}

static struct tcp_io
io_of(struct ask *a)
{
	return (struct tcp_io){
	    .ctx = a, .emit = on_emit, .deliver = on_deliver};
}

static void
send_syn(struct ask *a, int64_t now_ns)
{
	struct tcp_segment syn = {
	    .seq = isn_of(a), .flags = TCP_SYN, .window = SYN_WINDOW};
	on_emit(a, &syn, NULL, 0);
	a->syn_due_ns = now_ns + (NS_PER_S << a->syns);
	a->syns++;
}

static struct ask **
find(struct dns_tcp *t, const struct addr *server, uint16_t port)
{
	for (unsigned i = 0; i < ASKS_MAX; i++)
		if (t->asks[i] != NULL && t->asks[i]->port == port &&
		    addr_equal(&t->asks[i]->server, server))
			return &t->asks[i];
	return NULL;
}

/* 0: all are in use with this server. */
static uint16_t
choose_port(struct dns_tcp *t, const struct addr *server)
{
	unsigned n = port_count(&t->config.ports);
	for (unsigned i = 0; i < n; i++) {
		uint16_t port =
		    (uint16_t)(t->config.ports.first + t->next_port);
		t->next_port = (uint16_t)((t->next_port + 1u) % n);
		if (find(t, server, port) == NULL)
			return port;
	}
	return 0;
}

/* Drops the connection of an ask that is told. */
static void
forget(struct ask **at)
{
	struct tcp_io io = io_of(*at);
	if ((*at)->open)
		tcp_conn_abort(&(*at)->conn, &io);
	free_ask(*at);
	*at = NULL;
}

/* A free place, or that of one that only lingers; NULL: none. */
static struct ask **
choose_place(struct dns_tcp *t)
{
	struct ask **lingering = NULL;
	for (unsigned i = 0; i < ASKS_MAX; i++) {
		if (t->asks[i] == NULL)
			return &t->asks[i];
		if (t->asks[i]->told)
			lingering = &t->asks[i];
	}
	if (lingering != NULL)
		forget(lingering);
	return lingering;
}

int
dns_tcp_ask(struct dns_tcp *t, const struct addr *server, const uint8_t *query,
    size_t len, int64_t now_ns)
{
	assert(len >= 2 && len <= QUERY_MAX);
	uint16_t port = choose_port(t, server);
	struct ask **place = port != 0 ? choose_place(t) : NULL;
	if (place == NULL)
		return -EBUSY;
	struct ask *a = calloc(1, sizeof(*a));
	if (a == NULL)
		return -ENOMEM;
	a->owner = t;
	a->server = *server;
	a->port = port;
	a->id = (uint16_t)(query[0] << 8 | query[1]);
	a->ends_ns = now_ns + t->config.limit_ns;
	memcpy(wire_put_u16(a->query, (uint16_t)len), query, len);
	a->query_len = len + 2;
	*place = a;
	send_syn(a, now_ns);
	return 0;
}

/*
 * Tells how an ask ended.  The callback may ask again; until it is back, the
 * place of this one is not to be had.
 */
static void
finish(struct ask *a, bool good, int64_t now_ns)
{
	const struct dns_tcp_config *c = &a->owner->config;
	struct tcp_io io = io_of(a);
	if (a->open)
		tcp_conn_close(&a->conn, now_ns / NS_PER_US, &io);
	if (good)
		c->reply(c->ctx, &a->server, a->reply + 2,
		    (size_t)(a->reply[0] << 8 | a->reply[1]), now_ns);
	else
		c->failed(c->ctx, &a->server, a->id, now_ns);
	a->told = true;
	a->ends_ns = now_ns + LINGER_S * NS_PER_S;
}

static bool
is_whole(const struct ask *a)
{
	return a->reply_len >= 2 &&
	       a->reply_len >= 2 + (size_t)(a->reply[0] << 8 | a->reply[1]);
}

/* A SYN-ACK, or a RST, that proves our number. */
static bool
answers_syn(const struct ask *a, const struct packet *p)
{
	return (p->tcp.flags & TCP_ACK) != 0 && p->tcp.ack == isn_of(a) + 1;
}

static void
open_conn(struct ask *a, const struct packet *p, int64_t now_ns)
{
	struct tcp_io io = io_of(a);
	int64_t now_us = now_ns / NS_PER_US;
	a->open = true;
	tcp_conn_open(&a->conn, &p->tcp, isn_of(a), now_us, &io);
	tcp_conn_send(&a->conn, a->query, a->query_len, now_us, &io);
}

static bool
is_spared(const struct ask *a)
{
	const struct dns_tcp_config *c = &a->owner->config;
	return c->spared != NULL && c->spared(c->ctx, &a->server, a->id);
}

/* Nothing more will come of it. */
static bool
is_hopeless(const struct ask *a, int64_t now_ns)
{
	if (now_ns >= a->ends_ns)
		return true;
	if (!a->open)
		return a->syns == SYN_TRIES && now_ns >= a->syn_due_ns;
	return a->conn.state != TCP_OPEN || a->conn.peer_closed;
}

static bool
is_gone(const struct ask *a, int64_t now_ns)
{
	return a->told &&
	       (!a->open || now_ns >= a->ends_ns ||
		   (a->conn.state != TCP_OPEN && a->conn.state != TCP_CLOSING));
}

/* It may be of a connection of before, which the server remembers. */
static void
reset_old(struct ask *a, const struct tcp_segment *s)
{
	struct tcp_segment rst;
	if (tcp_reset_old(s, isn_of(a), &rst))
		on_emit(a, &rst, NULL, 0);
}

static void
take_segment(struct ask *a, const struct packet *p, int64_t now_ns)
{
	struct tcp_io io = io_of(a);
	if (a->open) {
		tcp_conn_receive(
		    &a->conn, &p->tcp, &p->payload, now_ns / NS_PER_US, &io);
		if (!a->told && is_whole(a))
			finish(a, true, now_ns);
	} else if (a->told) {
		return;
	} else if (!answers_syn(a, p)) {
		reset_old(a, &p->tcp);
	} else if ((p->tcp.flags & TCP_RST) != 0 || is_spared(a)) {
		finish(a, false, now_ns);
	} else if ((p->tcp.flags & TCP_SYN) != 0) {
		open_conn(a, p, now_ns);
	}
}

void
dns_tcp_receive(struct dns_tcp *t, const struct packet *p, int64_t now_ns)
{
	struct ask **at = find(t, &p->src, p->dst_port);
	if (at != NULL && p->src_port == DNS_PORT)
		take_segment(*at, p, now_ns);
}

static void
repeat_syn(struct ask *a, int64_t now_ns)
{
	if (is_spared(a))
		finish(a, false, now_ns);
	else
		send_syn(a, now_ns);
}

void
dns_tcp_tick(struct dns_tcp *t, int64_t now_ns)
{
	for (unsigned i = 0; i < ASKS_MAX; i++) {
		struct ask *a = t->asks[i];
		if (a == NULL)
			continue;
		struct tcp_io io = io_of(a);
		if (a->open)
			tcp_conn_tick(&a->conn, now_ns / NS_PER_US, &io);
		if (is_gone(a, now_ns))
			forget(&t->asks[i]);
		else if (!a->told && is_hopeless(a, now_ns))
			finish(a, false, now_ns);
		else if (!a->told && !a->open && now_ns >= a->syn_due_ns)
			repeat_syn(a, now_ns);
	}
}
