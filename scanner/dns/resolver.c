#include "resolver.h"

#include <errno.h>
#include <stdlib.h>

#include "base/backlog.h"
#include "base/clock.h"
#include "tcp.h"
#include "handed_question.h"
#include "resolution.h"
#include "segment_queue.h"
#include "scanner/engine/packet_item.h"
#include "resolver/iterator/hints.h"

enum {
	IN_FLIGHT_MAX = 2000, /* questions of the resolver at one time */
	QUERIES_MAX = 60,     /* for one question, all told */
	TRIES = 2,            /* of each server */
	TIMEOUT_MS = 1500,
	TCP_LIMIT_S = 10,
	ROUND_MAX = 1024, /* items taken from a ring in one step */
};

struct resolver {
	struct resolver_config config;
	struct iterator_io io; /* borrowed by the iterator */
	struct iterator *iterator;
	struct dns_tcp *tcp;
	struct segment_queue segments; /* of it, not sent yet */
	enum stage stage;
	bool over_rate; /* the last question found the rate of all spent */
	uint64_t links_handed; /* asked for the recorder: an alias led there */
	struct backlog resolutions;
};

static void
give(struct resolver *r, struct resolution *f)
{
	halt_fail(r->config.halt,
	    f != NULL ? backlog_add(&r->resolutions, f) : -ENOMEM);
}

static void
tell_end(const struct resolver_watch *w, const struct iterator_result *result)
{
	if (w == NULL || result->status != DNS_STATUS_REPLY ||
	    result->message == NULL)
		return;
	w->ended(w->ctx, &(struct resolver_end){
			     .question = result->question,
			     .zone = result->zone,
			     .reply = result->message,
			     .reply_len = result->message_len,
			 });
}

static void
on_done(void *ctx, const struct iterator_result *result, bool internal)
{
	struct resolver *r = ctx;
	tell_end(r->config.watch, result);
	give(r, resolution_new(result, internal, clock_realtime_ns()));
}

static void
on_conflict(void *ctx, uint64_t reply)
{
	give(ctx, resolution_new_word(reply));
}

static void
on_referral(void *ctx, const struct dns_message *m, const struct dns_name *from,
    const struct dns_name *zone)
{
	const struct resolver *r = ctx;
	const struct resolver_watch *w = r->config.watch;
	if (w != NULL)
		w->referral(w->ctx, m, from, zone);
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
send_tcp(struct resolver *r, const struct iterator_query *q, int64_t now_ns)
{
	enum sent sent =
	    sender_take_budget(r->config.sender, &q->server, now_ns);
	if (sent != SENT)
		return to_iterator_sent(sent);
	int rc = dns_tcp_ask(r->tcp, &q->server, q->bytes, q->len, now_ns);
	return rc < 0 ? ITERATOR_BUSY : ITERATOR_SENT;
}

static enum iterator_sent
on_send(void *ctx, const struct iterator_query *q)
{
	struct resolver *r = ctx;
	int64_t now_ns = clock_monotonic_ns();
	halt_fail(r->config.halt,
	    sender_note_server(r->config.sender, &q->server, q->ns, now_ns));
	if (q->tcp)
		return send_tcp(r, q, now_ns);
	enum sent sent = sender_question(r->config.sender,
	    &(struct frame_udp){
		.dst = q->server,
		.src_port = q->src_port,
		.dst_port = 53,
		.payload = q->bytes,
		.payload_len = q->len,
	    },
	    now_ns);
	r->over_rate = sent == SENT_LATER;
	if (sent == SENT)
		count(&r->config.counters->resolver_sent);
	return to_iterator_sent(sent);
}

static void
on_tcp_reply(void *ctx, const struct addr *server, const uint8_t *message,
    size_t len, int64_t now_ns)
{
	struct resolver *r = ctx;
	iterator_receive(r->iterator, server, 0, true, message, len, now_ns);
}

static void
on_tcp_failed(void *ctx, const struct addr *server, uint16_t id, int64_t now_ns)
{
	struct resolver *r = ctx;
	iterator_tcp_failed(r->iterator, server, id, now_ns);
}

static bool
on_tcp_spared(void *ctx, const struct addr *server, uint16_t id)
{
	const struct resolver *r = ctx;
	return iterator_spares(r->iterator, server, id);
}

/* What waits goes first: segments of a connection keep their order. */
static void
send_waiting(struct resolver *r, int64_t now_ns)
{
	const struct frame_tcp *first;
	while ((first = segment_queue_first(&r->segments)) != NULL &&
	       sender_segment(r->config.sender, first, now_ns) != SENT_LATER)
		segment_queue_pop(&r->segments);
}

static bool
on_tcp_segment(void *ctx, const struct frame_tcp *segment)
{
	struct resolver *r = ctx;
	return segment_queue_push(&r->segments, segment);
}

static unsigned
on_spares_question(void *ctx, const struct dns_question *q, bool for_server)
{
	const struct resolver *r = ctx;
	const struct opt_out *o = blocklist_opt_out(r->config.blocklist);
	return for_server ? opt_out_of_server(o, &q->name)
			  : opt_out_of_question(o, q);
}

static unsigned
on_spares_server(void *ctx, const struct dns_name *ns)
{
	const struct resolver *r = ctx;
	return opt_out_of_server(blocklist_opt_out(r->config.blocklist), ns);
}

/* RFC 5452 9: nobody may know IDs and ports by the seed, which is published. */
static uint64_t
secret_seed(const struct resolver_config *c)
{
	static const char label[] = "IDs and ports of the resolver";
	return siphash(c->key, label, sizeof(label));
}

static int
new_iterator(struct resolver *r)
{
	const struct resolver_config *c = &r->config;
	struct iterator_config config = {
	    .port_first = c->ports->resolver_udp.first,
	    .port_last = c->ports->resolver_udp.last,
	    .timeout_ns = c->hears_nobody ? 1 : TIMEOUT_MS * NS_PER_MS,
	    .tries = TRIES,
	    .max_in_flight = IN_FLIGHT_MAX,
	    .max_queries = QUERIES_MAX,
	    .seed = secret_seed(c),
	    .epoch_ns = clock_realtime_ns() - clock_monotonic_ns(),
	    .ipv4 = c->ipv4,
	    .ipv6 = c->ipv6,
	};
	r->io = (struct iterator_io){
	    .ctx = r,
	    .send = on_send,
	    .done = on_done,
	    .conflict = on_conflict,
	    .referral = on_referral,
	    .spares_question = on_spares_question,
	    .spares_server = on_spares_server,
	};
	return iterator_new(&config, &r->io, &r->iterator);
}

static int
new_tcp(struct resolver *r)
{
	const struct resolver_config *c = &r->config;
	struct dns_tcp_config config = {
	    .ports = c->ports->resolver_tcp,
	    .key = c->key,
	    .limit_ns = c->hears_nobody ? 1 : TCP_LIMIT_S * NS_PER_S,
	    .ctx = r,
	    .send = on_tcp_segment,
	    .reply = on_tcp_reply,
	    .spared = on_tcp_spared,
	    .failed = on_tcp_failed,
	};
	return dns_tcp_new(&config, &r->tcp);
}

int
resolver_new(const struct resolver_config *config, struct resolver **out,
    struct text *why)
{
	struct resolver *r = calloc(1, sizeof(*r));
	if (r == NULL)
		return -ENOMEM;
	r->config = *config;
	r->resolutions.ring = config->resolutions;
	int rc = segment_queue_init(&r->segments);
	if (rc == 0)
		rc = new_iterator(r);
	if (rc == 0)
		rc = new_tcp(r);
	if (rc == 0)
		rc = hints_read(config->root_hints, r->iterator, why);
	if (rc < 0) {
		resolver_free(r);
		return rc;
	}
	*out = r;
	return 0;
}

void
resolver_free(struct resolver *r)
{
	if (r == NULL)
		return;
	dns_tcp_free(r->tcp);
	iterator_free(r->iterator);
	backlog_fini(&r->resolutions);
	segment_queue_fini(&r->segments);
	free(r);
}

void
resolver_set_stage(struct resolver *r, enum stage stage)
{
	r->stage = stage;
}

/* Where servers live is no evidence; but some of them are mail hosts. */
static bool
ask(struct resolver *r, const struct dns_question *question)
{
	unsigned tag = (unsigned)r->stage;
	int64_t now_ns = clock_monotonic_ns();
	int rc = r->stage == STAGE_SERVERS
		     ? iterator_ask_server(r->iterator, question, tag, now_ns)
		     : iterator_ask(r->iterator, question, tag, now_ns);
	halt_fail(r->config.halt, rc);
	return rc > 0;
}

void
resolver_has_edns(struct resolver *r, const struct addr *server)
{
	iterator_has_edns(r->iterator, server);
}

bool
resolver_ask(struct resolver *r, const struct dns_name *name, uint16_t type)
{
	return ask(r, &(struct dns_question){
			  .name = *name, .type = type, .class = DNS_CLASS_IN});
}

void
resolver_ask_all(struct resolver *r, const struct dns_question *question)
{
	halt_fail(
	    r->config.halt, iterator_ask_all(r->iterator, question,
				(unsigned)r->stage, clock_monotonic_ns()));
}

void
resolver_ask_anew(struct resolver *r, const struct dns_question *question)
{
	halt_fail(
	    r->config.halt, iterator_ask_anew(r->iterator, question,
				(unsigned)r->stage, clock_monotonic_ns()));
}

void
resolver_has_record(struct resolver *r, const struct dns_question *question)
{
	halt_fail(r->config.halt, iterator_has_record(r->iterator, question,
				      r->stage == STAGE_SERVERS));
}

bool
resolver_is_told(const struct resolver *r, const struct dns_question *question)
{
	return iterator_is_told(r->iterator, question);
}

void
resolver_end_silent(struct resolver *r, const struct dns_question *question,
    const struct dns_name *zone, const struct addr *server, unsigned attempts)
{
	struct iterator_result result = {
	    .question = question,
	    .tag = (unsigned)r->stage,
	    .status = DNS_STATUS_TIMEOUT,
	    .zone = zone,
	    .server = server,
	    .attempts = attempts,
	};
	give(r, resolution_new(&result, false, clock_realtime_ns()));
}

static void
take_packet(struct resolver *r, const struct packet_item *item, int64_t now_ns)
{
	const struct packet *p = &item->packet;
	if (p->proto == NET_TCP)
		dns_tcp_receive(r->tcp, p, now_ns);
	else if (p->src_port == 53)
		iterator_receive(r->iterator, &p->src, p->dst_port, false,
		    p->payload.at, wire_left(&p->payload), now_ns);
}

void
resolver_step(struct resolver *r, int64_t now_ns)
{
	struct handed_question *handed;
	struct packet_item *item;

	for (int i = 0;
	     i < ROUND_MAX && (item = ring_pop(r->config.packets)) != NULL;
	     i++) {
		take_packet(r, item, now_ns);
		packet_item_free(item);
	}
	while (!resolver_is_full(r) &&
	       (handed = ring_pop(r->config.questions)) != NULL) {
		bool is_asked = ask(r, &handed->question);
		r->links_handed += is_asked && handed->is_link;
		free(handed);
	}
	dns_tcp_tick(r->tcp, now_ns);
	send_waiting(r, now_ns);
	iterator_tick(r->iterator, now_ns);
	count_is(&r->config.counters->alias_questions,
	    r->links_handed + iterator_links_asked(r->iterator));
	backlog_flush(&r->resolutions);
}

size_t
resolver_pending(const struct resolver *r)
{
	return iterator_pending(r->iterator) + backlog_count(&r->resolutions);
}

bool
resolver_is_idle(const struct resolver *r)
{
	return resolver_pending(r) == 0 && ring_is_empty(r->config.questions) &&
	       ring_is_empty(r->config.resolutions);
}

bool
resolver_ns(const struct resolver *r, const struct dns_name *zone, unsigned i,
    struct dns_name *out)
{
	return iterator_ns(r->iterator, zone, i, out);
}

void
resolver_visit(struct resolver *r, const struct dns_name *zone)
{
	halt_fail(
	    r->config.halt, iterator_visit(r->iterator, zone,
				(unsigned)r->stage, clock_monotonic_ns()));
}

bool
resolver_is_lossy(const struct resolver *r)
{
	return iterator_is_lossy(r->iterator);
}

bool
resolver_silence_is_partial(const struct resolver *r)
{
	return iterator_silence_is_partial(r->iterator);
}

bool
resolver_is_held_up(const struct resolver *r)
{
	return segment_queue_first(&r->segments) != NULL ||
	       (r->over_rate && resolver_pending(r) > 0);
}

bool
resolver_is_full(const struct resolver *r)
{
	return resolver_pending(r) >= r->config.pending_max;
}
