/*
 * Passes of a spray in which replies are lost on our side: they are repeated,
 * ask the same servers, and are no silence of theirs.
 */
#include "scanner/dns/spray_run.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "link/link_sim.h"
#include "net/packet.h"
#include "scanner/dns/resolution.h"
#include "open_ranges.h"
#include "small_world.h"
#include "tap.h"

enum { DOMAINS = 200, RING_SLOTS = 4096, PENDING_MAX = 50 };

/* What comes of a question to d0.se, d1.se, ... on its way back. */
struct fate {
	unsigned lost_first; /* so many replies are lost here, then one comes */
	bool silent;         /* nobody answers at all */
	unsigned others_lost_of; /* one of so many questions: a reply to
				  * something else is lost, too */
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
	struct fate fate;
	unsigned asked[DOMAINS], servers_asked[DOMAINS], timeouts;
	struct addr last[DOMAINS];
} w;

static int64_t
false_now(void)
{
	return now_ns;
}

/* The resolver's part, and the link's. */
static void
false_sleep(int64_t until_ns)
{
	struct link_frame frames[16];
	struct resolution *f;
	now_ns = until_ns > now_ns ? until_ns : now_ns + 1;
	(void)link_receive(w.link, frames, 16, 0);
	link_release(w.link);
	while ((f = ring_pop(&w.resolutions)) != NULL) {
		w.timeouts += f->status == DNS_STATUS_TIMEOUT;
		free(f);
	}
}

static const struct clock_source false_clock = {
    false_now, false_now, false_sleep};

static void
note_asked(uint64_t i, const struct addr *server)
{
	if (w.asked[i]++ == 0 || !addr_equal(&w.last[i], server))
		w.servers_asked[i]++;
	w.last[i] = *server;
}

/* Network, servers, receiver and recorder in one. */
static void
peer_receive(void *ctx, const uint8_t *frame, size_t len, int64_t at_ns)
{
	struct packet p;
	struct dns_message m;
	uint64_t i;
	(void)ctx, (void)at_ns;
	if (!packet_parse(frame, len, &p) ||
	    !dns_message_parse(p.payload.at, wire_left(&p.payload), &m) ||
	    !spray_find(w.spray, &m.question, &i))
		return;
	note_asked(i, &p.dst);
	unsigned of = w.fate.others_lost_of;
	if (w.asked[i] <= w.fate.lost_first || (of > 0 && i % of == 0))
		count(&w.counters.ring_full);
	if (w.asked[i] > w.fate.lost_first && !w.fate.silent)
		spray_take_record(w.spray, i);
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
	char hints[] = "/tmp/test_spray_loss.XXXXXX";
	struct text why;
	text_init(&why);
	file_of(
	    hints, ". 3600 IN NS a.root.\na.root. 3600 IN A 198.51.100.1\n");
	if (ring_init(&w.packets, RING_SLOTS) < 0 ||
	    ring_init(&w.questions, RING_SLOTS) < 0 ||
	    ring_init(&w.resolutions, RING_SLOTS) < 0 ||
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
		text_addf(&zone,
		    "d%u.se. 300 IN NS a.d%u.se.\nd%u.se. 300 IN NS b.d%u.se.\n"
		    "a.d%u.se. 300 IN A 203.0.113.%u\n"
		    "b.d%u.se. 300 IN A 198.51.100.%u\n",
		    i, i, i, i, i, i + 1, i, i + 1);
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

static void
run(const struct fate *fate, unsigned probes)
{
	w = (struct world){.fate = *fate};
	halt_init(&w.halt, NULL);
	open_sender();
	open_resolver();
	open_spray();
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
	    .probes = probes,
	    .cooldown_s = 1});
	resolver_step(w.resolver, now_ns);
	clock_pause();
}

/* How many were asked so often, at so many servers. */
static unsigned
asked(unsigned times, unsigned servers)
{
	unsigned n = 0;
	for (unsigned i = 0; i < DOMAINS; i++)
		n += w.asked[i] == times && w.servers_asked[i] == servers;
	return n;
}

int
main(void)
{
	clock_set_source(&false_clock);
	run(&(struct fate){.lost_first = 3}, 1);
	ok(asked(4, 1) == DOMAINS && spray_open_count(w.spray) == 0,
	    "three replies lost here: asked again, the same server, until one "
	    "comes");
	ok(w.timeouts == 0 && spray_repeats(w.spray) == 3,
	    "and no silent pass is counted");
	close_all();
	run(&(struct fate){.silent = true}, 2);
	ok(asked(2, 2) == DOMAINS && spray_repeats(w.spray) == 0,
	    "silence, and nothing lost: one question a pass");
	ok(w.timeouts == DOMAINS, "that is a time-out");
	close_all();
	run(&(struct fate){.silent = true, .others_lost_of = 50}, 2);
	ok(asked(4, 2) == DOMAINS && w.timeouts == DOMAINS,
	    "silence, and few replies to others are lost: one repeat, which "
	    "brings nothing");
	close_all();
	run(&(struct fate){.silent = true, .others_lost_of = 1}, 2);
	ok(asked(8, 2) == DOMAINS && w.timeouts == DOMAINS,
	    "as many are lost as would come: that has its bound, too");
	close_all();
	return tap_end();
}
