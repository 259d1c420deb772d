/*
 * spray_world.h - a spray of the domains of a small zone, with its resolver,
 * over a link in memory.  Whoever has it says who answers there.
 */
#ifndef SPRAY_WORLD_H
#define SPRAY_WORLD_H

#include <stdlib.h>
#include <unistd.h>

#include "link/link_sim.h"
#include "scanner/dns/spray_run.h"
#include "open_ranges.h"
#include "small_world.h"

struct spray_world {
	struct link *link;
	struct frame_templates *v4;
	struct sender *sender;
	struct delegations *delegations;
	struct domains domains;
	struct servers *servers;
	struct spray *spray;
	struct resolver *resolver;
	struct ring packets, questions, resolutions;
	const struct ring *replies; /* the recorder's; NULL: `packets` */
	struct blocklist *blocklist;
	struct counters counters;
	struct halt halt;
};

struct spray_world_config {
	struct sim_peer peer;
	const char *zone; /* of "se", as a master file */
	unsigned pending_max, resolution_slots;
	unsigned server_rate_qps; /* 0: as fast as can be */
	const struct server_rates *rates;
};

static const struct siphash_key spray_world_key = {1, 2};
static const struct ports spray_world_ports = {.spray_udp = {50000, 50999},
    .resolver_udp = {51000, 51999},
    .resolver_tcp = {52000, 52999},
    .smtp_tcp = {53000, 53999}};

static inline void
spray_world_open_sender(
    struct spray_world *w, const struct spray_world_config *c)
{
	struct route route = {.src = addr_of("192.0.2.1")};
	struct link_sim_config sim = {.peer = c->peer, .seed = 1};
	struct text why;
	text_init(&why);
	w->blocklist = open_ranges(NULL);
	if (link_open(&(struct link_config){.kind = LINK_SIM, .sim = &sim},
		&w->link, &why) < 0 ||
	    frame_templates_new(&route, &w->v4) < 0 ||
	    sender_new(
		&(struct sender_config){.link = w->link,
		    .ipv4 = w->v4,
		    .policy = {w->blocklist, true, false},
		    .rates = c->rates,
		    .server_rate_qps =
			c->server_rate_qps > 0 ? c->server_rate_qps : 1000000},
		&w->sender) < 0)
		abort();
	text_fini(&why);
}

static inline void
spray_world_open_resolver(
    struct spray_world *w, const struct spray_world_config *c)
{
	enum { RING_SLOTS = 4096 };
	char hints[] = "/tmp/test_spray.XXXXXX";
	struct text why;
	text_init(&why);
	file_of(
	    hints, ". 3600 IN NS a.root.\na.root. 3600 IN A 198.51.100.1\n");
	if (ring_init(&w->packets, RING_SLOTS) < 0 ||
	    ring_init(&w->questions, RING_SLOTS) < 0 ||
	    ring_init(&w->resolutions, c->resolution_slots) < 0 ||
	    resolver_new(&(struct resolver_config){.sender = w->sender,
			     .packets = &w->packets,
			     .questions = &w->questions,
			     .resolutions = &w->resolutions,
			     .counters = &w->counters,
			     .halt = &w->halt,
			     .blocklist = w->blocklist,
			     .ports = &spray_world_ports,
			     .key = &spray_world_key,
			     .root_hints = hints,
			     .pending_max = c->pending_max,
			     .ipv4 = true},
		&w->resolver, &why) < 0)
		abort();
	unlink(hints);
	text_fini(&why);
}

static inline void
spray_world_open(struct spray_world *w, const struct spray_world_config *c)
{
	*w = (struct spray_world){0};
	halt_init(&w->halt, NULL);
	spray_world_open_sender(w, c);
	spray_world_open_resolver(w, c);
	struct address_policy policy = {w->blocklist, true, false};
	w->delegations = delegations_of(c->zone);
	w->domains = (struct domains){.delegations = w->delegations};
	if (servers_new(w->delegations, &policy, &w->servers) < 0 ||
	    spray_new_domains(&w->domains, &w->spray) < 0)
		abort();
}

/* Sprays until each question has ended, or is the resolver's. */
static inline void
spray_world_run(struct spray_world *w, unsigned probes)
{
	spray_run(&(struct spray_run){.spray = w->spray,
	    .servers = w->servers,
	    .blocklist = w->blocklist,
	    .sender = w->sender,
	    .resolver = w->resolver,
	    .counters = &w->counters,
	    .link = w->link,
	    .replies = w->replies != NULL ? w->replies : &w->packets,
	    .key = &spray_world_key,
	    .ports = spray_world_ports.spray_udp,
	    .halt = &w->halt,
	    .seed = 1,
	    .shards = 1,
	    .probes = probes,
	    .cooldown_s = 1});
}

static inline void
spray_world_close(struct spray_world *w)
{
	resolver_free(w->resolver);
	spray_free(w->spray);
	servers_free(w->servers);
	delegations_free(w->delegations);
	sender_free(w->sender);
	blocklist_free(w->blocklist);
	frame_templates_free(w->v4);
	link_close(w->link);
	ring_fini(&w->packets);
	ring_fini(&w->questions);
	ring_fini(&w->resolutions);
}

#endif
