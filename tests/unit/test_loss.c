/*
 * Many questions, over a path that loses packets each way: nearly all end
 * with an answer, and where nothing is lost each is asked once.
 */
#include <stdlib.h>
#include <string.h>

#include "base/siphash.h"
#include "dns/type.h"
#include "resolver/iterator/iterator.h"
#include "tap.h"

enum {
	ZONES = 500, /* with one server each */
	QUESTIONS = 60000,
	IN_FLIGHT = 2000,
	LATENCY_MS = 30,
};

struct reply {
	int64_t at_ns;
	struct addr server;
	uint16_t port;
	size_t len;
	uint8_t bytes[DNS_QUERY_MAX];
};

static struct world {
	struct iterator *it;
	int64_t now_ns;
	unsigned lost_percent; /* each way */
	uint64_t drawn;
	unsigned sent, answered, ended;
	/* On their way, in the order in which they arrive. */
	struct reply replies[IN_FLIGHT * 2];
	size_t first, last;
} w;

static bool
is_lost(void)
{
	static const struct siphash_key key = {7, 10};
	uint64_t n = w.drawn++;

	return siphash(&key, &n, sizeof(n)) % 100 < w.lost_percent;
}

static enum iterator_sent
on_send(void *ctx, const struct iterator_query *q)
{
	(void)ctx;
	w.sent++;
	if (q->tcp) /* only after silence, and there is nobody */
		return ITERATOR_SENT;
	if (is_lost() || is_lost())
		return ITERATOR_SENT;
	struct reply *r = &w.replies[w.last++ % ARRAY_LEN(w.replies)];
	if (w.last - w.first > ARRAY_LEN(w.replies))
		abort();
	*r = (struct reply){.at_ns = w.now_ns + LATENCY_MS * NS_PER_MS,
	    .server = q->server,
	    .port = q->src_port,
	    .len = q->len};
	memcpy(r->bytes, q->bytes, q->len);
	r->bytes[2] = 0x84; /* QR and AA: there are no such records */
	return ITERATOR_SENT;
}

static void
on_done(void *ctx, const struct iterator_result *r, bool internal)
{
	(void)ctx;
	(void)internal;
	w.ended++;
	w.answered += r->status == DNS_STATUS_REPLY;
}

static struct dns_name
name(const char *format, unsigned first, unsigned second)
{
	char text[64];
	struct dns_name out;
	snprintf(text, sizeof(text), format, first, second);
	if (!dns_name_from_text(text, strlen(text), &out))
		abort();
	return out;
}

static void
add_server(unsigned zone)
{
	struct dns_name z = name("z%u.se", zone, 0);
	struct dns_name ns = name("ns.z%u.se", zone, 0);
	uint8_t bytes[4] = {10, 0, (uint8_t)(zone >> 8), (uint8_t)zone};
	struct addr a = addr_from_v4(bytes);
	if (iterator_add_server(w.it, &z, &ns, &a) < 0)
		abort();
}

static void
ask(unsigned i)
{
	struct dns_question q = {.name = name("q%u.z%u.se", i, i % ZONES),
	    .type = DNS_A,
	    .class = DNS_CLASS_IN};
	if (iterator_ask(w.it, &q, 0, w.now_ns) < 0)
		abort();
}

static void
step(void)
{
	int64_t due_ns = iterator_tick(w.it, w.now_ns);
	struct reply *r = &w.replies[w.first % ARRAY_LEN(w.replies)];
	if (w.first == w.last || r->at_ns > due_ns) {
		if (due_ns != INT64_MAX)
			w.now_ns = due_ns;
		return;
	}
	struct reply copy = *r;
	w.first++;
	w.now_ns = copy.at_ns;
	iterator_receive(w.it, &copy.server, copy.port, false, copy.bytes,
	    copy.len, w.now_ns);
}

static void
run(unsigned lost_percent)
{
	static const struct iterator_config config = {
	    .port_first = 40000,
	    .port_last = 49999,
	    .timeout_ns = 1500 * NS_PER_MS,
	    .tries = 2,
	    .max_in_flight = IN_FLIGHT,
	    .max_queries = 60,
	    .seed = 1,
	    .ipv4 = true,
	};
	static const struct iterator_io io = {.send = on_send, .done = on_done};
	unsigned asked = 0;
	memset(&w, 0, sizeof(w));
	w.now_ns = NS_PER_S;
	w.lost_percent = lost_percent;
	if (iterator_new(&config, &io, &w.it) < 0)
		abort();
	for (unsigned zone = 0; zone < ZONES; zone++)
		add_server(zone);
	while (w.ended < QUESTIONS) {
		while (asked < QUESTIONS && iterator_pending(w.it) < IN_FLIGHT)
			ask(asked++);
		step();
	}
	iterator_free(w.it);
	printf("# %u %% each way: %u of %u answered, %u queries\n",
	    lost_percent, w.answered, QUESTIONS, w.sent);
}

int
main(void)
{
	run(0);
	ok(w.answered == QUESTIONS && w.sent == QUESTIONS,
	    "nothing is lost: each is asked once");
	run(10);
	ok(QUESTIONS - w.answered <= QUESTIONS / 10000, "10 %: 99.99 %");
	run(30);
	ok(QUESTIONS - w.answered <= QUESTIONS / 1000, "30 %: 99.9 %");
	return tap_end();
}
