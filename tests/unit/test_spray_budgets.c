/*
 * How long a pass takes that no rate bounds but the budgets of servers: as long
 * as the one needs that has most to answer for its rate, whatever others stand
 * in the way.  The world is .com's, in small: of four domains one is with
 * either of two operators; the rest is spread over many.
 */
#include "scanner/dns/spray_run.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "net/packet.h"
#include "scanner/engine/server_rates.h"
#include "mute_peer.h"
#include "spray_world.h"
#include "tap.h"

enum {
	FIRST = 6250,  /* domains of the largest operator, two servers */
	SECOND = 3750, /* of the second, two servers */
	OTHERS = 30000,
	EACH = 20, /* of any other operator, one server */
	OPERATORS = OTHERS / EACH,
	SERVERS = 4 + OPERATORS,
	DOMAINS = FIRST + SECOND + OTHERS,
	SLOTS = 4096,
	RATE_QPS = 100,
	/* What 64 questions cost that are looked at, sent or not. */
	STEP_NS = 40000,
};

static int64_t now_ns;

static struct world {
	struct spray_world s;
	struct ring recorder;
	int64_t began_ns, last_ns;
	unsigned asked[SERVERS], rate[SERVERS];
	unsigned sent, again;
	uint64_t pauses;
} w;

static int64_t
false_now(void)
{
	return now_ns += STEP_NS;
}

static void
false_sleep(int64_t until_ns)
{
	struct link_frame frames[64];
	w.pauses++;
	now_ns = until_ns > now_ns ? until_ns : now_ns + 1;
	(void)link_receive(w.s.link, frames, 64, 0);
	link_release(w.s.link);
}

static const struct clock_source false_clock = {
    false_now, false_now, false_sleep};

static void
address_text(unsigned server, char out[32])
{
	snprintf(out, 32, "203.%u.%u.%u", server >> 16, server >> 8 & 255,
	    server & 255);
}

static unsigned
server_of(const struct addr *a)
{
	const uint8_t *b = addr_v4_bytes(a);
	return (unsigned)b[1] << 16 | (unsigned)b[2] << 8 | b[3];
}

/* Each server answers at once, and the recorder has it. */
static void
peer_receive(void *ctx, const uint8_t *frame, size_t len, int64_t at_ns)
{
	struct packet p;
	struct dns_message m;
	uint64_t i;
	(void)ctx;
	if (!packet_parse(frame, len, &p) ||
	    !dns_message_parse(p.payload.at, wire_left(&p.payload), &m) ||
	    !spray_find(w.s.spray, &m.question, &i))
		return;
	w.asked[server_of(&p.dst)]++;
	w.sent++;
	w.last_ns = at_ns;
	w.again += !spray_take_record(w.s.spray, i);
	if (!ring_push(&w.recorder, &w) || ring_pop(&w.recorder) != &w)
		abort();
}

/* Of domain i: the first of `*count` servers. */
static unsigned
first_server(unsigned i, unsigned *count)
{
	*count = i < FIRST + SECOND ? 2 : 1;
	if (i < FIRST)
		return 0;
	if (i < FIRST + SECOND)
		return 2;
	return 4 + (i - FIRST - SECOND) / EACH;
}

static void
write_zone(struct text *zone)
{
	char address[32];
	text_add(zone, "se. 300 IN SOA a.ns.se. h.se. 1 2 3 4 5\n");
	for (unsigned i = 0; i < DOMAINS; i++) {
		unsigned count, first = first_server(i, &count);
		for (unsigned k = first; k < first + count; k++)
			text_addf(zone, "d%u.se. 300 IN NS n%u.se.\n", i, k);
	}
	for (unsigned k = 0; k < SERVERS; k++) {
		address_text(k, address);
		text_addf(zone, "n%u.se. 300 IN A %s\n", k, address);
	}
}

static struct server_rates *
rates_of(const char *rules)
{
	struct server_rates *rates = NULL;
	char path[] = "/tmp/spray-rates-XXXXXX";
	struct text why;
	text_init(&why);
	file_of(path, rules);
	if (server_rates_read(path, &rates, &why) < 0)
		abort();
	unlink(path);
	text_fini(&why);
	return rates;
}

/* In seconds: no spray can be done before, as the draw of servers fell. */
static double
bound(void)
{
	double longest = 0;
	for (unsigned k = 0; k < SERVERS; k++) {
		double s = (double)w.asked[k] / w.rate[k];
		longest = s > longest ? s : longest;
	}
	return longest;
}

/* `rate` and `slow_qps` of some servers, by the rules. */
static void
check(const char *what, const char *rules, unsigned first_qps, unsigned slow,
    unsigned slow_qps)
{
	struct server_rates *rates = rates_of(rules);
	struct text zone;
	w = (struct world){0};
	for (unsigned k = 0; k < SERVERS; k++)
		w.rate[k] = k < 2                    ? first_qps
			    : k >= 4 && k < 4 + slow ? slow_qps
						     : RATE_QPS;
	text_init(&zone);
	write_zone(&zone);
	spray_world_open(&w.s,
	    &(struct spray_world_config){
		.peer = {NULL, peer_receive, mute_peer_next, mute_peer_due},
		.zone = zone.bytes,
		.pending_max = 50,
		.resolution_slots = SLOTS,
		.server_rate_qps = RATE_QPS,
		.rates = rates});
	text_fini(&zone);
	if (ring_init(&w.recorder, 1 << 18) < 0)
		abort();
	w.s.replies = &w.recorder;
	w.began_ns = now_ns;
	spray_world_run(&w.s, 1);
	double took = (double)(w.last_ns - w.began_ns) / 1e9;
	printf("# %u questions in %.2f s, bound %.2f s, %.4f of it; %llu "
	       "pauses\n",
	    w.sent, took, bound(), took / bound(),
	    (unsigned long long)w.pauses);
	ok(w.sent == DOMAINS && w.again == 0 && took <= bound() * 1.02, what);
	spray_world_close(&w.s);
	ring_fini(&w.recorder);
	server_rates_free(rates);
}

int
main(void)
{
	clock_set_source(&false_clock);
	check("two operators", "", RATE_QPS, 0, 0);
	check("small ones that allow one question a second",
	    "203.0.0.4/30 1\n203.0.0.8/29 1\n203.0.0.16/28 1\n", RATE_QPS, 28,
	    1);
	check("the largest allows 5,000", "203.0.0.0/31 5000\n", 5000, 0, 0);
	return tap_end();
}
