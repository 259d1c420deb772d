#include "small_net.h"

#include <stdlib.h>

#include "net/frame.h"
#include "net/packet_sum.h"
#include "tests/flow/mail_peer.h"

enum {
	QUEUE_MAX = 1 << 16,
	SERVERS_MAX = 512,
	LIFE_US = 200000000, /* of a connection, at the most */
	CHATTER = 4000,      /* bytes */
};

struct queued {
	size_t len;
	uint8_t bytes[FRAME_MAX];
};

/* Who sends, and how its frames look. */
struct server {
	struct addr addr;
	struct frame_templates *templates;
	bool is_mail;
	unsigned host;
};

/* A TCP connection of ours with a server of theirs. */
struct conn {
	struct conn *next;
	struct small_net *net;
	const struct server *server;
	struct addr peer;
	uint16_t port, peer_port;
	uint32_t their_isn;
	int64_t began_us;
	struct mail_peer mail; /* of DNS only .tcp is used, and .read */
};

struct small_net {
	struct small_world world;
	struct server servers[SERVERS_MAX];
	unsigned server_count;
	struct conn *conns;
	struct queued *queue[QUEUE_MAX];
	size_t head, tail;
	SSL_CTX *tls;
	struct mail_script scripts[SMALL_MAIL_KINDS];
	char banner[CHATTER + 64], ehlo[CHATTER + 64];
};

#define NEVER_US (INT64_MAX / NS_PER_US)
static const struct server *
find_server(const struct small_net *n, const struct addr *a)
{
	for (unsigned i = 0; i < n->server_count; i++)
		if (addr_equal(&n->servers[i].addr, a))
			return &n->servers[i];
	return NULL;
}

/* Room for a frame at the end of the queue; always there, or the test ends. */
static struct queued *
append(struct small_net *n)
{
	struct queued *q = malloc(sizeof(*q));
	if (q == NULL || n->head - n->tail == QUEUE_MAX)
		abort();
	n->queue[n->head++ % QUEUE_MAX] = q;
	return q;
}

static void
send_segment(struct small_net *n, const struct server *from,
    const struct frame_tcp *what)
{
	struct queued *q = append(n);
	q->len = frame_build_tcp(from->templates, what, q->bytes);
}

static void
emit(void *ctx, const struct tcp_segment *s, const uint8_t *bytes, size_t len)
{
	struct conn *c = ctx;
	send_segment(c->net, c->server,
	    &(struct frame_tcp){.dst = c->peer,
		.src_port = c->port,
		.dst_port = c->peer_port,
		.seq = s->seq,
		.ack = s->ack,
		.flags = s->flags,
		.window = s->window,
		.payload = bytes,
		.payload_len = len});
}

static void
receive_question(
    struct small_net *n, const struct server *server, const struct packet *p)
{
	uint8_t reply[SMALL_REPLY_MAX];
	struct dns_message m;
	if (p->dst_port != 53 ||
	    !dns_message_parse(p->payload.at, wire_left(&p->payload), &m))
		return;
	size_t len = small_reply(&n->world, &server->addr, &m, false, reply);
	if (len == 0)
		return;
	struct queued *q = append(n);
	q->len = frame_build_udp(server->templates,
	    &(struct frame_udp){.dst = p->src,
		.src_port = 53,
		.dst_port = p->src_port,
		.payload = reply,
		.payload_len = len},
	    q->bytes);
}

static struct conn *
find_conn(struct small_net *n, const struct packet *p)
{
	struct conn *c = n->conns;
	while (c != NULL && (c->peer_port != p->src_port ||
				!addr_equal(&c->server->addr, &p->dst)))
		c = c->next;
	return c;
}

static void
refuse(struct small_net *n, const struct server *s, const struct packet *p)
{
	send_segment(n, s,
	    &(struct frame_tcp){.dst = p->src,
		.src_port = p->dst_port,
		.dst_port = p->src_port,
		.ack = p->tcp.seq + 1,
		.flags = TCP_RST | TCP_ACK});
}

static void
open_conn(struct small_net *n, const struct server *server,
    const struct packet *p, int64_t now_us)
{
	static const struct mail_script none;
	struct conn *c = calloc(1, sizeof(*c));
	if (c == NULL)
		abort();
	*c = (struct conn){.next = n->conns,
	    .net = n,
	    .server = server,
	    .peer = p->src,
	    .port = p->dst_port,
	    .peer_port = p->src_port,
	    .their_isn = p->tcp.seq,
	    .began_us = now_us};
	n->conns = c;
	c->mail.tcp.ctx = c;
	c->mail.tcp.emit = emit;
	c->mail.script = server->is_mail
			     ? &n->scripts[small_mail(&n->world, server->host)]
			     : &none;
	c->mail.drip_us = NEVER_US;
	c->mail.due_us = server->is_mail ? now_us : NEVER_US;
	c->mail.ctx = n->tls;
	peer_open(&c->mail.tcp, 77777, p->tcp.seq, now_us);
}

static void
close_conn(struct small_net *n, struct conn **at)
{
	struct conn *c = *at;
	(void)n;
	*at = c->next;
	SSL_free(c->mail.ssl);
	peer_fini(&c->mail.tcp);
	free(c);
}

static void
receive_syn(struct small_net *n, const struct server *server,
    const struct packet *p, int64_t now_us)
{
	if (!server->is_mail && p->dst_port == 53) {
		open_conn(n, server, p, now_us);
		return;
	}
	enum small_mail kind = small_mail(&n->world, server->host);
	if (!server->is_mail || p->dst_port != 25 || kind == SMALL_CLOSED)
		refuse(n, server, p);
	else if (kind != SMALL_DEAF)
		open_conn(n, server, p, now_us);
}

/* Answers the questions that have come whole. */
static void
pump_dns(struct conn *c)
{
	uint8_t reply[2 + SMALL_REPLY_MAX];
	struct mail_peer *m = &c->mail;
	struct dns_message q;
	const uint8_t *at = (const uint8_t *)m->tcp.in.bytes + m->read;
	size_t left = m->tcp.in.len - m->read;
	if (left < 2)
		return;
	size_t len = (size_t)at[0] << 8 | at[1];
	if (left < 2 + len)
		return;
	m->read += 2 + len;
	if (!dns_message_parse(at + 2, len, &q))
		return;
	len =
	    small_reply(&c->net->world, &c->server->addr, &q, true, reply + 2);
	reply[0] = (uint8_t)(len >> 8);
	reply[1] = (uint8_t)len;
	if (len > 0)
		peer_write(&m->tcp, reply, len + 2);
}

static void
pump(struct conn *c, int64_t now_us)
{
	if (!c->server->is_mail) {
		pump_dns(c);
		if (c->mail.tcp.fin_in && !c->mail.tcp.closing)
			peer_close(&c->mail.tcp);
	}
	mail_pump(&c->mail, now_us);
}

static void
receive(void *ctx, const uint8_t *frame, size_t len, int64_t now_ns)
{
	struct small_net *n = ctx;
	int64_t now_us = now_ns / NS_PER_US;
	struct packet p;
	if (!packet_parse(frame, len, &p) ||
	    !packet_sum_is_right(&p, PACKET_SUM_WHOLE))
		return;
	const struct server *server = find_server(n, &p.dst);
	if (server == NULL)
		return;
	if (p.proto == NET_UDP) {
		receive_question(n, server, &p);
		return;
	}
	struct conn *c = find_conn(n, &p);
	if (c != NULL && (p.tcp.flags & TCP_SYN) == 0) {
		peer_receive(&c->mail.tcp, &p.tcp, p.payload.at,
		    wire_left(&p.payload), now_us);
		pump(c, now_us);
	} else if (c == NULL && p.tcp.flags == TCP_SYN) {
		receive_syn(n, server, &p, now_us);
	}
}

static bool
is_over(const struct conn *c, int64_t now_us)
{
	return c->mail.tcp.reset || peer_is_done(&c->mail.tcp) ||
	       now_us - c->began_us > LIFE_US;
}

static int64_t
conn_due_us(const struct conn *c)
{
	const struct mail_peer *m = &c->mail;
	int64_t due_us = m->tcp.due_us;
	if (m->tcp.open && m->due_us < due_us)
		due_us = m->due_us;
	return due_us;
}

static int64_t
due_ns(void *ctx)
{
	struct small_net *n = ctx;
	int64_t due_us = NEVER_US;
	for (const struct conn *c = n->conns; c != NULL; c = c->next)
		if (conn_due_us(c) < due_us)
			due_us = conn_due_us(c);
	return due_us == NEVER_US ? INT64_MAX : due_us * NS_PER_US;
}

static void
pump_all(struct small_net *n, int64_t now_us)
{
	struct conn **at = &n->conns;
	while (*at != NULL) {
		if (conn_due_us(*at) <= now_us)
			pump(*at, now_us);
		/* What hung up hears no timer any more. */
		if ((*at)->mail.tcp.due_us <= now_us)
			(*at)->mail.tcp.due_us = now_us + PEER_RTO_US;
		if (is_over(*at, now_us))
			close_conn(n, at);
		else
			at = &(*at)->next;
	}
}

static size_t
next(void *ctx, uint8_t *out, int64_t now_ns)
{
	struct small_net *n = ctx;
	if (n->head == n->tail)
		pump_all(n, now_ns / NS_PER_US);
	if (n->head == n->tail)
		return 0;
	struct queued *q = n->queue[n->tail++ % QUEUE_MAX];
	size_t len = q->len;
	memcpy(out, q->bytes, len);
	free(q);
	return len;
}

struct sim_peer
small_net_peer(struct small_net *n)
{
	return (struct sim_peer){n, receive, next, due_ns};
}

static void
add_server(
    struct small_net *n, const struct addr *a, bool is_mail, unsigned host)
{
	struct route route = {
	    .src = *a, .src_mac = {2, 9}, .gateway_mac = {2, 8}};
	struct server *s = &n->servers[n->server_count++];
	*s = (struct server){.addr = *a, .is_mail = is_mail, .host = host};
	if (frame_templates_new(&route, &s->templates) < 0)
		abort();
}

/* Ed25519 from fixed bytes: the same certificate and sizes each time. */
static SSL_CTX *
new_tls(void)
{
	static const uint8_t secret[32] = {1, 2, 3};
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(
	    EVP_PKEY_ED25519, NULL, secret, sizeof(secret));
	X509 *x = X509_new();
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	X509_set_version(x, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
	ASN1_TIME_set_string(X509_getm_notBefore(x), "20260102030405Z");
	ASN1_TIME_set_string(X509_getm_notAfter(x), "20300101000000Z");
	X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN",
	    MBSTRING_UTF8, (const uint8_t *)"mx.small.example", -1, -1, 0);
	X509_set_issuer_name(x, X509_get_subject_name(x));
	X509_set_pubkey(x, key);
	if (X509_sign(x, key, NULL) <= 0 ||
	    SSL_CTX_use_certificate(ctx, x) != 1 ||
	    SSL_CTX_use_PrivateKey(ctx, key) != 1)
		abort();
	SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
	SSL_CTX_set_num_tickets(ctx, 0);
	X509_free(x);
	EVP_PKEY_free(key);
	return ctx;
}

/* "220-xxx...", as long as a host may make it, or as short. */
static void
write_greeting(char *out, const char *code, bool chatty, const char *last)
{
	out[0] = '\0';
	while (chatty && strlen(out) < CHATTER - 100)
		sprintf(out + strlen(out), "%s-%070d\r\n", code, 7);
	sprintf(out + strlen(out), "%s %s\r\n", code, last);
}

static void
write_scripts(struct small_net *n)
{
	struct mail_script *good = &n->scripts[SMALL_GOOD];
	struct mail_script *plain = &n->scripts[SMALL_NO_STARTTLS];
	write_greeting(n->banner, "220", n->world.chatty, "mx");
	write_greeting(n->ehlo, "250", n->world.chatty, "STARTTLS");
	good->replies[MAIL_BANNER].text = n->banner;
	good->replies[MAIL_EHLO].text = n->ehlo;
	good->replies[MAIL_STARTTLS].text = "220 go\r\n";
	plain->replies[MAIL_BANNER].text = n->banner;
	plain->replies[MAIL_EHLO].text = "250 mx\r\n";
	n->scripts[SMALL_BUSY].replies[MAIL_BANNER].text = "421 busy\r\n";
}

struct small_net *
small_net_new(const struct small_world *world)
{
	struct addr servers[SERVERS_MAX];
	struct small_net *n = calloc(1, sizeof(*n));
	if (n == NULL)
		abort();
	n->world = *world;
	n->tls = new_tls();
	write_scripts(n);
	unsigned count = small_servers(servers, SERVERS_MAX);
	for (unsigned i = 0; i < count; i++)
		add_server(n, &servers[i], false, 0);
	for (unsigned j = 0; j < world->hosts; j++) {
		struct addr a = small_host_addr(j);
		add_server(n, &a, true, j);
	}
	return n;
}

void
small_net_free(struct small_net *n)
{
	while (n->conns != NULL)
		close_conn(n, &n->conns);
	while (n->tail != n->head)
		free(n->queue[n->tail++ % QUEUE_MAX]);
	for (unsigned i = 0; i < n->server_count; i++)
		frame_templates_free(n->servers[i].templates);
	SSL_CTX_free(n->tls);
	free(n);
}
