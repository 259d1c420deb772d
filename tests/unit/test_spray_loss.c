/*
 * Passes of a spray in which replies are lost on our side: they are repeated,
 * ask the same servers, and are no silence of theirs.
 */
#include "scanner/dns/spray_run.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "net/packet.h"
#include "scanner/dns/resolution.h"
#include "mute_peer.h"
#include "spray_world.h"
#include "tap.h"

enum { DOMAINS = 200, RESOLUTION_SLOTS = 4096, PENDING_MAX = 50 };

/* What comes of a question to d0.se, d1.se, ... on its way back. */
struct fate {
	unsigned lost_first; /* so many replies are lost here, then one comes */
	bool silent;         /* nobody answers at all */
	unsigned others_lost_of; /* one of so many questions: a reply to
				  * something else is lost, too */
};

static int64_t now_ns;

static struct world {
	struct spray_world s;
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
	(void)link_receive(w.s.link, frames, 16, 0);
	link_release(w.s.link);
	while ((f = ring_pop(&w.s.resolutions)) != NULL) {
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
	    !spray_find(w.s.spray, &m.question, &i))
		return;
	note_asked(i, &p.dst);
	unsigned of = w.fate.others_lost_of;
	if (w.asked[i] <= w.fate.lost_first || (of > 0 && i % of == 0))
		count(&w.s.counters.ring_full);
	if (w.asked[i] > w.fate.lost_first && !w.fate.silent)
		spray_take_record(w.s.spray, i);
}

static void
open_world(void)
{
	struct text zone;
	text_init(&zone);
	text_add(&zone, "se. 300 IN SOA a.ns.se. h.se. 1 2 3 4 5\n");
	for (unsigned i = 0; i < DOMAINS; i++)
		text_addf(&zone,
		    "d%u.se. 300 IN NS a.d%u.se.\nd%u.se. 300 IN NS b.d%u.se.\n"
		    "a.d%u.se. 300 IN A 203.0.113.%u\n"
		    "b.d%u.se. 300 IN A 198.51.100.%u\n",
		    i, i, i, i, i, i + 1, i, i + 1);
	spray_world_open(&w.s,
	    &(struct spray_world_config){
		.peer = {NULL, peer_receive, mute_peer_next, mute_peer_due},
		.zone = zone.bytes,
		.pending_max = PENDING_MAX,
		.resolution_slots = RESOLUTION_SLOTS,
	    });
	text_fini(&zone);
}

static void
run(const struct fate *fate, unsigned probes)
{
	w = (struct world){.fate = *fate};
	open_world();
	spray_world_run(&w.s, probes);
	resolver_step(w.s.resolver, now_ns);
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
	ok(asked(4, 1) == DOMAINS && spray_open_count(w.s.spray) == 0,
	    "three replies lost here: asked again, the same server, until one "
	    "comes");
	ok(w.timeouts == 0 && spray_repeats(w.s.spray) == 3,
	    "and no silent pass is counted");
	spray_world_close(&w.s);
	run(&(struct fate){.silent = true}, 2);
	ok(asked(2, 2) == DOMAINS && spray_repeats(w.s.spray) == 0,
	    "silence, and nothing lost: one question a pass");
	ok(w.timeouts == DOMAINS, "that is a time-out");
	spray_world_close(&w.s);
	run(&(struct fate){.silent = true, .others_lost_of = 50}, 2);
	ok(asked(4, 2) == DOMAINS && w.timeouts == DOMAINS,
	    "silence, and few replies to others are lost: one repeat, which "
	    "brings nothing");
	spray_world_close(&w.s);
	run(&(struct fate){.silent = true, .others_lost_of = 1}, 2);
	ok(asked(8, 2) == DOMAINS && w.timeouts == DOMAINS,
	    "as many are lost as would come: that has its bound, too");
	spray_world_close(&w.s);
	return tap_end();
}
