#include "tcp_side.h"

#include <errno.h>
#include <string.h>

#include "authority.h"

int
simnet_tcp_side_init(struct simnet_tcp_side *t, const struct simnet_data *data,
    void *ctx,
    void (*send)(void *ctx, const struct simnet_packet *p, int64_t at_ns))
{
	*t = (struct simnet_tcp_side){.data = data, .ctx = ctx, .send = send};
	t->tls = simnet_session_context();
	if (t->tls == NULL)
		return -ENOMEM;
	if (simnet_connections_init(&t->connections) < 0) {
		SSL_CTX_free(t->tls);
		return -ENOMEM;
	}
	return 0;
}

void
simnet_tcp_side_fini(struct simnet_tcp_side *t)
{
	simnet_connections_fini(&t->connections);
	SSL_CTX_free(t->tls);
}

/* How a SYN is met. */
enum welcome { ACCEPTS_DNS, ACCEPTS_MAIL, REFUSES, IGNORES };

static enum welcome
welcome_dns(const struct simnet_tcp_side *t, enum simnet_place place,
    uint32_t n, uint16_t port)
{
	struct simnet_servers s;
	unsigned i;
	simnet_servers_at(&t->data->world, place, n, &s, &i);
	enum simnet_dns_answer how = simnet_servers_answer(&s, i);
	if (i >= s.count || how == SIMNET_SILENT)
		return IGNORES;
	return port == 53 && how != SIMNET_TCP_REFUSED ? ACCEPTS_DNS : REFUSES;
}

static enum welcome
welcome_mail(const struct simnet_tcp_side *t, enum simnet_place place,
    uint32_t n, uint16_t port)
{
	enum simnet_port_25 way = t->data->world.config.port_25;
	enum simnet_smtp smtp = simnet_smtp_at(&t->data->world, place, n);
	if (smtp == SIMNET_SMTP_SILENT || way == SIMNET_PORT_25_DROPPED)
		return IGNORES;
	return smtp == SIMNET_SMTP_RST || port != 25 ||
		       way == SIMNET_PORT_25_RESET
		   ? REFUSES
		   : ACCEPTS_MAIL;
}

static enum welcome
welcome_of(const struct simnet_tcp_side *t, const struct simnet_packet *p,
    enum simnet_place *place, uint32_t *n)
{
	if (!simnet_addr_place(&p->dst, place, n))
		return IGNORES;
	if (*place != SIMNET_AT_PROVIDER && *place != SIMNET_AT_OWN_MAIL)
		return welcome_dns(t, *place, *n, p->dst_port);
	return welcome_mail(t, *place, *n, p->dst_port);
}

/* True once for each address that is busy once. */
static bool
is_busy(struct simnet_tcp_side *t, enum simnet_place place, uint32_t n)
{
	uint32_t at = n + (place == SIMNET_AT_PROVIDER ? 0x10000 : 0);
	uint8_t bit = (uint8_t)(1 << at % 8);
	if (simnet_smtp_at(&t->data->world, place, n) != SIMNET_SMTP_421 ||
	    (t->was_busy[at / 8] & bit) != 0)
		return false;
	t->was_busy[at / 8] |= bit;
	return true;
}

static uint32_t
first_number(const struct simnet_tcp_side *t, const struct simnet_packet *p)
{
	return (uint32_t)simnet_draw(&t->data->world, "isn",
	    addr_hash(&p->dst) ^ (uint64_t)p->src_port << 32 ^ p->seq,
	    1ull << 32);
}

static void
step_dns(struct simnet_tcp_side *t, struct simnet_connection *c, int64_t now_ns)
{
	struct text *in = &c->tcp.in;
	uint8_t reply[2 + SIMNET_DNS_MAX];
	int64_t delay_ns;
	while (in->len >= 2) {
		const uint8_t *bytes = (const uint8_t *)in->bytes;
		size_t len = (size_t)bytes[0] << 8 | bytes[1];
		if (in->len < 2 + len)
			return;
		size_t n = simnet_authority_answer(t->data, &c->tcp.back.src,
		    true, bytes + 2, len, reply + 2, &delay_ns);
		reply[0] = (uint8_t)(n >> 8);
		reply[1] = (uint8_t)n;
		if (n > 0)
			simnet_tcp_write(&c->tcp, reply, n + 2, now_ns);
		memmove(in->bytes, in->bytes + 2 + len, in->len - 2 - len);
		text_truncate(in, in->len - 2 - len);
	}
}

static void
step_mail(
    struct simnet_tcp_side *t, struct simnet_connection *c, int64_t now_ns)
{
	struct text out;
	text_init(&out);
	simnet_session_step(&c->session, t->tls, &c->tcp.in, &out, now_ns);
	if (out.len > 0)
		simnet_tcp_write(&c->tcp, out.bytes, out.len, now_ns);
	text_fini(&out);
}

/* Says what is to be said, and forgets what is over. */
static void
step(struct simnet_tcp_side *t, struct simnet_connection *c, int64_t now_ns)
{
	struct simnet_tcp *tcp = &c->tcp;
	if (tcp->open && !tcp->closing && !tcp->over) {
		if (c->dns)
			step_dns(t, c, now_ns);
		else
			step_mail(t, c, now_ns);
		if (c->session.over || tcp->fin_in)
			simnet_tcp_close(tcp, now_ns);
	}
	if (tcp->over) {
		simnet_connections_remove(&t->connections, c);
		return;
	}
	int64_t due = tcp->due_ns;
	if (!c->dns && tcp->open && c->session.greet_ns < due)
		due = c->session.greet_ns;
	simnet_connections_set_due(&t->connections, c, due);
}

static void
accept_syn(
    struct simnet_tcp_side *t, const struct simnet_packet *p, int64_t now_ns)
{
	enum simnet_place place;
	uint32_t n;
	enum welcome welcome = welcome_of(t, p, &place, &n);
	if (welcome == IGNORES)
		return;
	if (welcome == REFUSES) {
		struct simnet_packet refusal = simnet_tcp_refusal(p);
		t->send(t->ctx, &refusal, now_ns);
		return;
	}
	struct simnet_connection *c =
	    simnet_connections_add(&t->connections, p);
	if (c == NULL)
		return; /* theirs to try again */
	t->accepted++;
	c->dns = welcome == ACCEPTS_DNS;
	c->tcp.ctx = t->ctx;
	c->tcp.send = t->send;
	if (!c->dns)
		simnet_session_init(&c->session, t->data, place, n,
		    is_busy(t, place, n), now_ns);
	simnet_tcp_open(&c->tcp, p, first_number(t, p), now_ns);
	step(t, c, now_ns);
}

void
simnet_tcp_side_take(
    struct simnet_tcp_side *t, const struct simnet_packet *p, int64_t now_ns)
{
	struct simnet_connection *c =
	    simnet_connections_find(&t->connections, p);
	enum simnet_place place;
	uint32_t n;
	bool syn = (p->flags & (SIMNET_SYN | SIMNET_ACK)) == SIMNET_SYN;
	if (c != NULL && syn && p->seq != c->tcp.their_isn) {
		simnet_connections_remove(&t->connections, c);
		c = NULL; /* the port is used again */
	}
	if (c != NULL) {
		simnet_tcp_take(&c->tcp, p, now_ns);
		step(t, c, now_ns);
	} else if (syn) {
		accept_syn(t, p, now_ns);
	} else if ((p->flags & SIMNET_RST) == 0 &&
		   simnet_addr_place(&p->dst, &place, &n)) {
		struct simnet_packet refusal = simnet_tcp_refusal(p);
		t->send(t->ctx, &refusal, now_ns);
	}
}

void
simnet_tcp_side_tick(struct simnet_tcp_side *t, int64_t now_ns)
{
	struct simnet_connection *c;
	while ((c = simnet_connections_first(&t->connections)) != NULL &&
	       c->due_ns <= now_ns) {
		simnet_tcp_tick(&c->tcp, now_ns);
		step(t, c, now_ns);
	}
}

int64_t
simnet_tcp_side_due_ns(const struct simnet_tcp_side *t)
{
	const struct simnet_connection *c =
	    simnet_connections_first(&t->connections);
	return c != NULL ? c->due_ns : INT64_MAX;
}
