#include "root_check.h"

#include <time.h>

#include "base/clock.h"
#include "scanner/dns/root_reply.h"
#include "scanner/engine/cookie.h"
#include "scanner/engine/packet_item.h"
#include "self_check.h"
#include "stage_work.h"

enum {
	A_FAMILY = 4, /* root servers of each family: a hijacked one is one */
	ASKED_MAX = 2 * A_FAMILY,
	TRIES = 3, /* of each, while nobody has answered */
	WAIT_NS = 1000000000,
	FLAG_RD = 0x01, /* in the third byte */
};

struct asked_root {
	struct addr addr;
	unsigned tries;
	int64_t due_ns;
	bool has_ended; /* with a reply, or with none */
	struct root_reply reply;
};

struct root_check {
	const struct stage_work *work;
	struct asked_root roots[ASKED_MAX];
	unsigned count;
	bool is_heard; /* by somebody */
};

static void
choose(struct root_check *c)
{
	const struct destination *d = c->work->destination;
	unsigned first = (unsigned)(c->work->seed % (d->root_count + 1));
	unsigned chosen[2] = {0};
	for (unsigned i = 0; i < d->root_count; i++) {
		const struct addr *a = &d->roots[(first + i) % d->root_count];
		unsigned *of_family = &chosen[!addr_is_v4(a)];
		if (*of_family == A_FAMILY)
			continue;
		++*of_family;
		c->roots[c->count++] = (struct asked_root){.addr = *a};
	}
}

static struct dns_cookie
cookie_of(const struct root_check *c, const struct addr *server)
{
	const struct port_range *ports = &c->work->ports->resolver_udp;
	return cookie_dns(c->work->key, server, &DNS_ROOT, DNS_SOA,
	    ports->first, ports->last);
}

static void
ask(struct root_check *c, struct asked_root *r, int64_t now_ns)
{
	uint8_t query[DNS_QUERY_MAX];
	struct dns_cookie cookie = cookie_of(c, &r->addr);
	size_t len = dns_query_build(
	    query, cookie.id, &DNS_ROOT, DNS_SOA, DNS_EDNS_UDP_BYTES);
	/* A resolver then shows itself; a root server makes nothing of it. */
	query[2] |= FLAG_RD;
	enum sent sent = sender_question(c->work->sender,
	    &(struct frame_udp){.dst = r->addr,
		.src_port = cookie.src_port,
		.dst_port = 53,
		.payload = query,
		.payload_len = len},
	    now_ns);
	if (sent == SENT) {
		count(&c->work->counters->resolver_sent);
		r->tries++;
		r->due_ns = now_ns + WAIT_NS;
	}
	r->has_ended = sent == SENT_NEVER;
}

static void
step(struct root_check *c, struct asked_root *r, int64_t now_ns)
{
	if (r->has_ended || now_ns < r->due_ns)
		return;
	if (r->tries == TRIES || (r->tries > 0 && c->is_heard))
		r->has_ended = true;
	else
		ask(c, r, now_ns);
}

static bool
is_reply(const struct root_check *c, const struct packet *p,
    const struct dns_message *m)
{
	struct dns_cookie cookie = cookie_of(c, &p->src);
	return p->dst_port == cookie.src_port && m->id == cookie.id && m->qr &&
	       m->has_question && m->question.type == DNS_SOA &&
	       dns_name_equal(&m->question.name, &DNS_ROOT);
}

static void
take(struct root_check *c, const struct packet *p, int64_t rx_ts_ns)
{
	struct dns_message m;
	if (p->proto != NET_UDP || p->src_port != 53 ||
	    !dns_message_parse(p->payload.at, wire_left(&p->payload), &m) ||
	    !is_reply(c, p, &m))
		return;
	for (unsigned i = 0; i < c->count; i++) {
		struct asked_root *r = &c->roots[i];
		if (r->has_ended || !addr_equal(&r->addr, &p->src))
			continue;
		root_reply_read(&m, (uint32_t)(rx_ts_ns / NS_PER_S), &r->reply);
		r->has_ended = true;
		c->is_heard |= r->reply.from != ROOT_REPLY_NOBODY;
	}
}

static bool
have_all_ended(const struct root_check *c)
{
	for (unsigned i = 0; i < c->count; i++)
		if (!c->roots[i].has_ended)
			return false;
	return true;
}

static void
run(struct root_check *c)
{
	struct packet_item *item;
	while (!have_all_ended(c) && !stage_is_halted(c->work)) {
		int64_t now_ns = clock_monotonic_ns();
		for (unsigned i = 0; i < c->count; i++)
			step(c, &c->roots[i], now_ns);
		sender_flush(c->work->sender, now_ns);
		clock_pause();
		while ((item = ring_pop(c->work->packets)) != NULL) {
			take(c, &item->packet, item->rx_ts_ns);
			packet_item_free(item);
		}
	}
}

static unsigned
count_from(const struct root_check *c, bool v4, enum root_reply_from from)
{
	unsigned n = 0;
	for (unsigned i = 0; i < c->count; i++)
		n += addr_is_v4(&c->roots[i].addr) == v4 &&
		     c->roots[i].reply.from == from;
	return n;
}

static const struct addr *
first_resolver(const struct root_check *c, bool v4)
{
	unsigned i = 0;
	while (addr_is_v4(&c->roots[i].addr) != v4 ||
	       c->roots[i].reply.from != ROOT_REPLY_RESOLVER)
		i++;
	return &c->roots[i].addr;
}

/* One of several may be somebody's who has taken its address. */
static void
judge_port(const struct root_check *c, bool v4)
{
	struct self_check *s = c->work->self_check;
	unsigned good = count_from(c, v4, ROOT_REPLY_AUTHORITY);
	unsigned bad = count_from(c, v4, ROOT_REPLY_RESOLVER);
	char text[ADDR_TEXT_MAX];
	if (bad > good) {
		s->port_53 = SELF_CHECK_BAD;
		self_check_fail(s, c->work->halt,
		    "port 53 is intercepted: in the place of %s, a root "
		    "server, a resolver answers; scan from another network, "
		    "or say --no-self-check",
		    addr_format(first_resolver(c, v4), text));
	} else if (bad > 0) {
		s->port_53 = SELF_CHECK_DOUBTFUL;
	} else if (good > 0 && s->port_53 == SELF_CHECK_UNKNOWN) {
		s->port_53 = SELF_CHECK_GOOD;
	}
}

enum { DATE_BYTES = sizeof("2026-11-28T12:00:00Z") };

static const char *
date(time_t at, char out[DATE_BYTES])
{
	struct tm tm;
	if (gmtime_r(&at, &tm) == NULL ||
	    strftime(out, DATE_BYTES, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		out[0] = '\0'; /* a year of five digits */
	return out;
}

static void
say_clock(const struct root_check *c, const struct dns_validity *v)
{
	char now[DATE_BYTES], from[DATE_BYTES], until[DATE_BYTES];
	self_check_fail(c->work->self_check, c->work->halt,
	    "the clock says %s, and the root's signatures hold from %s until "
	    "%s: set the clock, or say --no-self-check",
	    date(clock_realtime_ns() / NS_PER_S, now),
	    date(v->inception_s, from), date(v->expiration_s, until));
}

/* One signature that allows our time is enough. */
static void
judge_clock(const struct root_check *c)
{
	const struct dns_validity *wrong = NULL;
	bool is_right = false;
	for (unsigned i = 0; i < c->count; i++) {
		const struct root_reply *r = &c->roots[i].reply;
		is_right |= r->allows;
		if (r->is_signed)
			wrong = &r->validity;
	}
	if (is_right) {
		c->work->self_check->clock = SELF_CHECK_GOOD;
	} else if (wrong != NULL) {
		c->work->self_check->clock = SELF_CHECK_BAD;
		say_clock(c, wrong);
	}
}

static void
judge_silence(const struct root_check *c)
{
	if (c->work->self_check->needs_roots && !c->is_heard &&
	    !stage_is_halted(c->work))
		self_check_fail(c->work->self_check, c->work->halt,
		    "no root server answers: is there a network?");
}

void
root_check(const struct stage_work *w)
{
	struct root_check c = {.work = w};
	if (!self_check_is_wanted(w->self_check))
		return;
	choose(&c);
	run(&c);
	judge_silence(&c);
	judge_port(&c, true);
	judge_port(&c, false);
	if (w->self_check->port_53 != SELF_CHECK_BAD)
		judge_clock(&c);
}
