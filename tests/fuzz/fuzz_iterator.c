/*
 * Arbitrary replies to running questions.  The input is a row of events:
 * one byte that says what happens to which query, and for a reply a length
 * of two bytes, the message from its flags on, and what lies behind the
 * question.  When the input ends, the servers are silent until all is over.
 */
#include "resolver/iterator/iterator.h"

#include <stdlib.h>
#include <string.h>

#include "base/wire.h"
#include "dns/type.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

enum {
	QUERIES = 16, /* the latest, which replies can be to */
	ASKED = 6,    /* questions */
	TICKS_MAX = 100000,
	WHAT = 0x0f,    /* of an event's byte; the rest is the query */
	WHAT_REPLY = 0, /* header and question are added, but for flags */
	WHAT_RAW = 1,   /* only the ID is set */
	WHAT_SILENCE = 2,
	WHAT_FAIL = 3, /* TCP fails */
};

struct world {
	struct iterator *it;
	int64_t now_ns;
	struct {
		struct addr server;
		uint16_t port;
		bool tcp;
		size_t len;
		uint8_t bytes[DNS_QUERY_MAX];
	} query[QUERIES];
	unsigned sent;
	unsigned ended; /* of what was asked, not of its own */
};

static enum iterator_sent
on_send(void *ctx, const struct iterator_query *q)
{
	struct world *w = ctx;
	unsigned i = w->sent++ % QUERIES;

	if (w->sent % 29 == 0)
		return ITERATOR_BUSY;
	if (w->sent % 31 == 0)
		return ITERATOR_BLOCKED;
	w->query[i].server = q->server;
	w->query[i].port = q->src_port;
	w->query[i].tcp = q->tcp;
	w->query[i].len = q->len;
	memcpy(w->query[i].bytes, q->bytes, q->len);
	return ITERATOR_SENT;
}

static void
on_done(void *ctx, const struct iterator_result *r, bool internal)
{
	struct world *w = ctx;
	struct dns_message m;

	if (r->status == DNS_STATUS_REPLY &&
	    !dns_message_parse(r->message, r->message_len, &m))
		abort(); /* a reply that was accepted parses */
	w->ended += !internal;
}

static void
reply(struct world *w, unsigned i, bool raw, struct wire body)
{
	static uint8_t message[1 << 16];
	struct wire query = wire_over(w->query[i].bytes, w->query[i].len);
	size_t question = w->query[i].len - DNS_HEADER_BYTES;
	size_t at = 2;

	if (query.at[11] > 0)
		question -= 11; /* its OPT record */
	memcpy(message, query.at, 2);
	if (!raw) {
		struct wire flags = wire_sub(&body, 2);
		struct wire counts = wire_sub(&body, 6);
		if (!wire_ok(&body))
			return;
		memcpy(message + 2, flags.at, 2);
		memcpy(message + 4, query.at + 4, 2);
		memcpy(message + 6, counts.at, 6);
		memcpy(message + 12, query.at + 12, question);
		at = DNS_HEADER_BYTES + question;
	}
	memcpy(message + at, body.at, wire_left(&body));
	iterator_receive(w->it, &w->query[i].server, w->query[i].port,
	    w->query[i].tcp, message, at + wire_left(&body), w->now_ns);
}

static void
event(struct world *w, struct wire *input)
{
	uint8_t head = wire_u8(input);
	unsigned i = w->sent > QUERIES ? QUERIES : w->sent;
	struct wire body;
	int64_t due_ns;

	if (i == 0)
		return;
	/* 0: the latest query. */
	i = (w->sent - 1 - (head >> 4) % i) % QUERIES;
	w->now_ns += NS_PER_MS;
	switch (head & WHAT) {
	case WHAT_REPLY:
	case WHAT_RAW:
		body = wire_sub(input, wire_u16(input) & 0x7fff);
		if (wire_ok(&body) && w->query[i].len > 0)
			reply(w, i, (head & WHAT) == WHAT_RAW, body);
		break;
	case WHAT_SILENCE:
		due_ns = iterator_tick(w->it, w->now_ns);
		if (due_ns != INT64_MAX)
			w->now_ns = due_ns;
		iterator_tick(w->it, w->now_ns);
		break;
	case WHAT_FAIL:
		iterator_tcp_failed(w->it, &w->query[i].server,
		    (uint16_t)(w->query[i].bytes[0] << 8 |
			       w->query[i].bytes[1]),
		    w->now_ns);
		break;
	}
}

static void
ask(struct world *w)
{
	static const uint16_t types[] = {
	    DNS_A, DNS_AAAA, DNS_MX, DNS_TLSA, DNS_DS, DNS_DNSKEY};
	struct dns_question q = {.class = DNS_CLASS_IN};

	dns_name_from_text("a.b.se", 6, &q.name);
	for (int i = 0; i < ASKED; i++) {
		q.type = types[i];
		if (iterator_ask(w->it, &q, 0, w->now_ns) < 0)
			abort();
	}
}

static void
silence(struct world *w)
{
	for (int i = 0; iterator_pending(w->it) > 0; i++) {
		int64_t due_ns = iterator_tick(w->it, w->now_ns);
		if (due_ns != INT64_MAX)
			w->now_ns = due_ns;
		if (i == TICKS_MAX ||
		    (due_ns == INT64_MAX && iterator_pending(w->it) > 0))
			abort(); /* a question that would never end */
	}
	if (w->ended != ASKED)
		abort(); /* each of them ends once */
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct iterator_config config = {.port_first = 1024,
	    .port_last = 2047,
	    .timeout_ns = NS_PER_S,
	    .tries = 2,
	    .max_in_flight = 4,
	    .max_queries = 60,
	    .seed = 1,
	    .ipv4 = true,
	    .ipv6 = true};
	struct wire input = wire_over(bytes, len);
	struct world *w = calloc(1, sizeof(*w));
	struct iterator_io io = {.ctx = w, .send = on_send, .done = on_done};
	struct addr root;

	if (w == NULL || iterator_new(&config, &io, &w->it) < 0 ||
	    !addr_parse("198.41.0.4", &root) ||
	    iterator_add_server(w->it, &DNS_ROOT, &DNS_ROOT, &root) < 0)
		abort();
	ask(w);
	/* A read that does not fit takes nothing: then the input is over. */
	while (wire_ok(&input) && wire_left(&input) > 0)
		event(w, &input);
	silence(w);
	iterator_free(w->it);
	free(w);
	return 0;
}
