#include "resolver.h"

#include <errno.h>
#include <stdlib.h>

#include "base/backlog.h"
#include "base/clock.h"
#include "tcp.h"
#include "resolution.h"
#include "segment_queue.h"
#include "scanner/engine/packet_item.h"
#include "resolver/iterator/hints.h"

enum {
	IN_FLIGHT_MAX = 2000, /* questions of the resolver at one time */
	QUERIES_MAX = 60,     /* for one question, all told */
	TRIES = 2,            /* of each server */
	TIMEOUT_MS = 1500,
	ROUND_MAX = 1024, /* items taken from a ring in one step */
};

struct lookup {
	struct lookup_config config;
	struct iterator_io io; /* borrowed by the iterator */
	struct iterator *iterator;
	struct dns_tcp *tcp;
	struct segment_queue segments; /* of it, not sent yet */
	enum stage stage;
	struct backlog finished;
};

static void
give(struct lookup *l, struct finished *f)
{
	halt_fail(
	    l->config.halt, f != NULL ? backlog_add(&l->finished, f) : -ENOMEM);
}

static void
on_done(void *ctx, const struct iterator_result *r, bool internal)
{
	struct lookup *l = ctx;
	give(l, finished_new(r, internal, clock_realtime_ns()));
}

static enum iterator_sent
to_iterator_sent(enum sent sent)
{
	switch (sent) {
	case SENT:
		return ITERATOR_SENT;
	case SENT_LATER:
	case SENT_BUSY:
		return ITERATOR_BUSY;
	case SENT_NEVER:
		break;
	}
	return ITERATOR_BLOCKED;
}

static enum iterator_sent
send_tcp(struct lookup *l, const struct iterator_query *q, int64_t now_ns)
{
	enum sent sent =
	    sender_take_budget(l->config.sender, &q->server, now_ns);
	if (sent != SENT)
		return to_iterator_sent(sent);
	int rc = dns_tcp_ask(l->tcp, &q->server, q->bytes, q->len, now_ns);
	return rc < 0 ? ITERATOR_BUSY : ITERATOR_SENT;
}

static enum iterator_sent
on_send(void *ctx, const struct iterator_query *q)
{
	struct lookup *l = ctx;
	int64_t now_ns = clock_monotonic_ns();
	if (q->tcp)
		return send_tcp(l, q, now_ns);
	enum sent sent = sender_question(l->config.sender,
	    &(struct frame_udp){
		.dst = q->server,
		.src_port = q->src_port,
		.dst_port = 53,
		.payload = q->bytes,
		.payload_len = q->len,
	    },
	    now_ns);
	if (sent == SENT)
		count(&l->config.counters->resolver_sent);
	return to_iterator_sent(sent);
}

static void
on_tcp_reply(void *ctx, const struct addr *server, const uint8_t *message,
    size_t len, int64_t now_ns)
{
	struct lookup *l = ctx;
	iterator_receive(l->iterator, server, 0, true, message, len, now_ns);
}

static void
on_tcp_failed(void *ctx, const struct addr *server, uint16_t id, int64_t now_ns)
{
	struct lookup *l = ctx;
	iterator_tcp_failed(l->iterator, server, id, now_ns);
}

/* What waits goes first: segments of a connection keep their order. */
static void
send_waiting(struct lookup *l, int64_t now_ns)
{
	const struct frame_tcp *first;
	while ((first = segment_queue_first(&l->segments)) != NULL &&
	       sender_segment(l->config.sender, first, now_ns) != SENT_LATER)
		segment_queue_pop(&l->segments);
}

static bool
on_tcp_segment(void *ctx, const struct frame_tcp *segment)
{
	struct lookup *l = ctx;
	return segment_queue_push(&l->segments, segment);
}

/* RFC 5452 9: nobody may know IDs and ports by the seed, which is published. */
static uint64_t
secret_seed(const struct lookup_config *c)
{
	static const char label[] = "IDs and ports of the resolver";
	return siphash(c->key, label, sizeof(label));
}

static int
new_iterator(struct lookup *l)
{
	const struct lookup_config *c = &l->config;
	struct iterator_config config = {
	    .port_first = c->ports->resolver_udp.first,
	    .port_last = c->ports->resolver_udp.last,
	    .timeout_ns = TIMEOUT_MS * NS_PER_MS,
	    .tries = TRIES,
	    .max_in_flight = IN_FLIGHT_MAX,
	    .max_queries = QUERIES_MAX,
	    .seed = secret_seed(c),
	    .epoch_ns = clock_realtime_ns() - clock_monotonic_ns(),
	    .ipv4 = c->ipv4,
	    .ipv6 = c->ipv6,
	};
	l->io =
	    (struct iterator_io){.ctx = l, .send = on_send, .done = on_done};
	return iterator_new(&config, &l->io, &l->iterator);
}

static int
new_tcp(struct lookup *l)
{
	const struct lookup_config *c = &l->config;
	struct dns_tcp_config config = {
	    .ports = c->ports->resolver_tcp,
	    .key = c->key,
	    .ctx = l,
	    .send = on_tcp_segment,
	    .reply = on_tcp_reply,
	    .failed = on_tcp_failed,
	};
	return dns_tcp_new(&config, &l->tcp);
}

int
lookup_new(
    const struct lookup_config *config, struct lookup **out, struct text *why)
{
	struct lookup *l = calloc(1, sizeof(*l));
	if (l == NULL)
		return -ENOMEM;
	l->config = *config;
	l->finished.ring = config->finished;
	int rc = segment_queue_init(&l->segments);
	if (rc == 0)
		rc = new_iterator(l);
	if (rc == 0)
		rc = new_tcp(l);
	if (rc == 0)
		rc = hints_read(config->root_hints, l->iterator, why);
	if (rc < 0) {
		lookup_free(l);
		return rc;
	}
	*out = l;
	return 0;
}

void
lookup_free(struct lookup *l)
{
	if (l == NULL)
		return;
	dns_tcp_free(l->tcp);
	iterator_free(l->iterator);
	backlog_fini(&l->finished);
	segment_queue_fini(&l->segments);
	free(l);
}

void
lookup_set_stage(struct lookup *l, enum stage stage)
{
	l->stage = stage;
}

/* Where servers live is no evidence; but some of them are mail hosts. */
static void
ask(struct lookup *l, const struct dns_question *question)
{
	unsigned tag = (unsigned)l->stage;
	int64_t now_ns = clock_monotonic_ns();
	halt_fail(l->config.halt,
	    l->stage == STAGE_SERVERS
		? iterator_ask_server(l->iterator, question, tag, now_ns)
		: iterator_ask(l->iterator, question, tag, now_ns));
}

void
lookup_has_edns(struct lookup *l, const struct addr *server)
{
	iterator_has_edns(l->iterator, server);
}

void
lookup_ask(struct lookup *l, const struct dns_name *name, uint16_t type)
{
	ask(l, &(struct dns_question){
		   .name = *name, .type = type, .class = DNS_CLASS_IN});
}

void
lookup_ask_all(struct lookup *l, const struct dns_question *question)
{
	halt_fail(
	    l->config.halt, iterator_ask_all(l->iterator, question,
				(unsigned)l->stage, clock_monotonic_ns()));
}

void
lookup_end_unasked(struct lookup *l, const struct dns_question *question,
    enum dns_status status, const struct dns_name *zone,
    const struct addr *server, unsigned attempts)
{
	struct iterator_result r = {
	    .question = question,
	    .tag = (unsigned)l->stage,
	    .status = status,
	    .zone = zone,
	    .server = server,
	    .attempts = attempts,
	};
	give(l, finished_new(&r, false, clock_realtime_ns()));
}

static void
take_packet(struct lookup *l, const struct packet_item *item, int64_t now_ns)
{
	const struct packet *p = &item->packet;
	if (p->proto == NET_TCP)
		dns_tcp_receive(l->tcp, p, now_ns);
	else if (p->src_port == 53)
		iterator_receive(l->iterator, &p->src, p->dst_port, false,
		    p->payload.at, wire_left(&p->payload), now_ns);
}

void
lookup_step(struct lookup *l, int64_t now_ns)
{
	struct dns_question *question;
	struct packet_item *item;

	for (int i = 0;
	     i < ROUND_MAX && (item = ring_pop(l->config.packets)) != NULL;
	     i++) {
		take_packet(l, item, now_ns);
		packet_item_free(item);
	}
	while (!lookup_is_full(l) &&
	       (question = ring_pop(l->config.questions)) != NULL) {
		ask(l, question);
		free(question);
	}
	dns_tcp_tick(l->tcp, now_ns);
	send_waiting(l, now_ns);
	iterator_tick(l->iterator, now_ns);
	backlog_flush(&l->finished);
}

size_t
lookup_pending(const struct lookup *l)
{
	return iterator_pending(l->iterator) + backlog_count(&l->finished);
}

bool
lookup_is_idle(const struct lookup *l)
{
	return lookup_pending(l) == 0 && ring_is_empty(l->config.questions) &&
	       ring_is_empty(l->config.finished);
}

bool
lookup_ns(const struct lookup *l, const struct dns_name *zone, unsigned i,
    struct dns_name *out)
{
	return iterator_ns(l->iterator, zone, i, out);
}

bool
lookup_is_lossy(const struct lookup *l)
{
	return iterator_is_lossy(l->iterator);
}

bool
lookup_is_full(const struct lookup *l)
{
	return lookup_pending(l) >= l->config.pending_max;
}
