/*
 * A spray of domains whose servers have no address, over a link in memory
 * where nobody answers: all of them are the resolver's, which takes a bounded
 * number at a time and loses none.  So it does with those of the recorder.
 */
#include "scanner/dns/spray_run.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "link/link_sim.h"
#include "scanner/dns/handed_question.h"
#include "scanner/dns/resolution.h"
#include "open_ranges.h"
#include "small_world.h"
#include "tap.h"

enum {
	DOMAINS = 2000,
	FOLLOWUPS = 1000, /* the recorder's; numbered after the domains */
	PENDING_MAX = 50,
	RING_SLOTS = 4096,
	RESOLUTION_SLOTS = 2, /* so that some wait behind the ring */
};

static int64_t now_ns;

static struct world {
	struct link *link;
	struct frame_templates *v4;
	struct sender *sender;
	struct delegations *delegations;
	struct domains domains;
	struct servers *servers;
	struct spray *spray;
	struct resolver *resolver;
	struct ring packets, questions, resolutions;
	struct blocklist *blocklist;
	struct counters counters;
	struct halt halt;
	size_t most_pending;
	unsigned ended[DOMAINS + FOLLOWUPS];
} w;

static int64_t
false_now(void)
{
	return now_ns;
}

/* Which of the domains d0.se, d1.se, ... has ended; others do not count. */
static void
note_ended(const struct resolution *f)
{
	struct text t;
	unsigned i;
	text_init(&t);
	dns_name_add_text(&t, &f->question.name);
	if (sscanf(t.bytes, "d%u.se", &i) == 1 && i < DOMAINS + FOLLOWUPS)
		w.ended[i]++;
	text_fini(&t);
}

static void
take_ended(void)
{
	struct resolution *f;
	while ((f = ring_pop(&w.resolutions)) != NULL) {
		note_ended(f);
		free(f);
	}
}

static void
note_pending(void)
{
	if (resolver_pending(w.resolver) > w.most_pending)
		w.most_pending = resolver_pending(w.resolver);
}

/* Time goes in long steps: nobody answers. */
static void
false_sleep(int64_t until_ns)
{
	(void)until_ns;
	now_ns += 100 * NS_PER_MS;
	note_pending();
	take_ended();
}

static const struct clock_source false_clock = {
    false_now, false_now, false_sleep};

static void
peer_receive(void *ctx, const uint8_t *frame, size_t len, int64_t at_ns)
{
	(void)ctx, (void)frame, (void)len, (void)at_ns;
}

static size_t
peer_next(void *ctx, uint8_t *out, int64_t at_ns)
{
	(void)ctx, (void)out, (void)at_ns;
	return 0;
}

static int64_t
peer_due(void *ctx)
{
	(void)ctx;
	return INT64_MAX;
}

static const struct siphash_key key = {1, 2};
static const struct ports ports = {.spray_udp = {50000, 50999},
    .resolver_udp = {51000, 51999},
    .resolver_tcp = {52000, 52999},
    .smtp_tcp = {53000, 53999}};

static void
open_sender(void)
{
	struct route route = {.src = addr_of("192.0.2.1")};
	struct link_sim_config sim = {
	    .peer = {NULL, peer_receive, peer_next, peer_due}, .seed = 1};
	struct text why;
	text_init(&why);
	w.blocklist = open_ranges(NULL);
	if (link_open(&(struct link_config){.kind = LINK_SIM, .sim = &sim},
		&w.link, &why) < 0 ||
	    frame_templates_new(&route, &w.v4) < 0 ||
	    sender_new(&(struct sender_config){.link = w.link,
			   .ipv4 = w.v4,
			   .policy = {w.blocklist, true, false},
			   .server_rate_qps = 1000000},
		&w.sender) < 0)
		abort();
	text_fini(&why);
}

static void
open_resolver(void)
{
	char hints[] = "/tmp/test_spray_run.XXXXXX";
	struct text why;
	text_init(&why);
	file_of(
	    hints, ". 3600 IN NS a.root.\na.root. 3600 IN A 198.51.100.1\n");
	if (ring_init(&w.packets, RING_SLOTS) < 0 ||
	    ring_init(&w.questions, RING_SLOTS) < 0 ||
	    ring_init(&w.resolutions, RESOLUTION_SLOTS) < 0 ||
	    resolver_new(&(struct resolver_config){.sender = w.sender,
			     .packets = &w.packets,
			     .questions = &w.questions,
			     .resolutions = &w.resolutions,
			     .counters = &w.counters,
			     .halt = &w.halt,
			     .blocklist = w.blocklist,
			     .ports = &ports,
			     .key = &key,
			     .root_hints = hints,
			     .pending_max = PENDING_MAX,
			     .ipv4 = true},
		&w.resolver, &why) < 0)
		abort();
	unlink(hints);
	text_fini(&why);
}

static void
open_spray(void)
{
	struct address_policy policy = {w.blocklist, true, false};
	struct text zone;
	text_init(&zone);
	text_add(&zone, "se. 300 IN SOA a.ns.se. h.se. 1 2 3 4 5\n");
	for (unsigned i = 0; i < DOMAINS; i++)
		text_addf(&zone, "d%u.se. 300 IN NS ns.nowhere.example.\n", i);
	w.delegations = delegations_of(zone.bytes);
	text_fini(&zone);
	w.domains = (struct domains){.delegations = w.delegations};
	if (servers_new(w.delegations, &policy, &w.servers) < 0 ||
	    spray_new_domains(&w.domains, &w.spray) < 0)
		abort();
}

static void
close_all(void)
{
	resolver_free(w.resolver);
	spray_free(w.spray);
	servers_free(w.servers);
	delegations_free(w.delegations);
	sender_free(w.sender);
	blocklist_free(w.blocklist);
	frame_templates_free(w.v4);
	link_close(w.link);
	ring_fini(&w.packets);
	ring_fini(&w.questions);
	ring_fini(&w.resolutions);
}

/* As the recorder asks: all at once, into the ring. */
static void
ask_followups(void)
{
	for (unsigned i = DOMAINS; i < DOMAINS + FOLLOWUPS; i++) {
		char text[32];
		struct handed_question *q = malloc(sizeof(*q));
		snprintf(text, sizeof(text), "d%u.se", i);
		if (q == NULL)
			abort();
		*q =
		    (struct handed_question){.question = {.name = name_of(text),
						 .type = DNS_TLSA,
						 .class = DNS_CLASS_IN}};
		if (!ring_push(&w.questions, q))
			abort();
	}
}

int
main(void)
{
	clock_set_source(&false_clock);
	halt_init(&w.halt, NULL);
	open_sender();
	open_resolver();
	open_spray();
	ask_followups();
	spray_run(&(struct spray_run){.spray = w.spray,
	    .servers = w.servers,
	    .blocklist = w.blocklist,
	    .sender = w.sender,
	    .resolver = w.resolver,
	    .counters = &w.counters,
	    .link = w.link,
	    .replies = &w.packets,
	    .key = &key,
	    .ports = ports.spray_udp,
	    .halt = &w.halt,
	    .seed = 1,
	    .shards = 1,
	    .probes = 2,
	    .cooldown_s = 1});
	while (!resolver_is_idle(w.resolver)) {
		resolver_step(w.resolver, now_ns);
		note_pending();
		sender_flush(w.sender, now_ns);
		clock_pause();
	}
	ok(w.most_pending <= PENDING_MAX, "the resolver's queue is bounded");
	unsigned once = 0, followed = 0;
	for (unsigned i = 0; i < DOMAINS; i++)
		once += w.ended[i] == 1;
	ok(once == DOMAINS, "each domain's question ends exactly once");
	for (unsigned i = DOMAINS; i < DOMAINS + FOLLOWUPS; i++)
		followed += w.ended[i] == 1;
	ok(followed == FOLLOWUPS, "and each that the recorder asked");
	printf("# %zu pending at most, %u of %d ended\n", w.most_pending, once,
	    DOMAINS);
	close_all();
	return tap_end();
}
