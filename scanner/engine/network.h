/*
 * network.h - how packets leave this machine and come back: interface, routes
 * of both families, header templates, the link, and a firewall before the
 * kernel.
 */
#ifndef NETWORK_H
#define NETWORK_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"
#include "base/text.h"
#include "link/link.h"
#include "link/firewall.h"
#include "net/frame.h"
#include "ports.h"
#include "destination.h"

/* All is borrowed for the call. */
struct network_config {
	enum link_kind kind;
	const char *capture; /* pcap: a file to write; "-": stdout */
	const char *replay;  /* pcap: a file to receive from; NULL */
	const struct link_sim_config *sim; /* sim: the network in memory */
	const char *interface;             /* NULL: that of the route */
	const uint8_t *gateway;            /* 6 bytes of MAC; NULL: looked up */
	const struct addr *source;         /* at most one of each family */
	unsigned source_count;
	struct port_range ports;
	uint64_t rate_pps; /* 0: as fast as may be */
	const struct destination *destination;
};

struct network {
	char interface[IF_NAMESIZE];          /* empty: none is needed */
	struct route routes[2];               /* IPv4, IPv6 */
	struct frame_templates *templates[2]; /* NULL: no such family */
	struct link *link;
	struct firewall
	    *firewall; /* NULL: the link keeps the kernel out itself */
	struct addr own[2];
	unsigned own_count;
};

/*
 * Opens the way out for packets to `destination`.  One family is enough.  A
 * link that is better than this machine has gives way to the next best, and
 * one line says so.  Before the first thread.  0, or -errno with one line
 * for a person in `why`; nothing stays open then.
 */
MUST_USE int network_open(
    struct network *n, const struct network_config *config, struct text *why);
void network_close(struct network *n);

/*
 * Says in one line what the link is less than it could be, once: `*said` is
 * NULL at first and kept by the caller.
 */
void network_say_note(struct link *link, const char **said);

#endif
