#include "network.h"

#include <errno.h>
#include <string.h>

#include "base/log.h"
#include "link/gateway.h"
#include "link/local_ports.h"

enum { FASTEST_PPS = 1000000000 };

/* The source address that was asked for in this family; NULL: any. */
static const struct addr *
find_source(const struct network_config *o, int family)
{
	const struct addr *found = NULL;
	for (unsigned i = 0; i < o->source_count; i++)
		if (addr_is_v4(&o->source[i]) == (family == NETWORK_V4))
			found = &o->source[i];
	return found;
}

/*
 * For captures, the kernel's own sockets and a network in memory no frame meets
 * a wire: addresses of documentation (RFC 5737, RFC 3849) and MACs of nobody
 * will do.
 */
static int
imagine_route(
    struct network *n, const struct addr *source, int family, struct route *out)
{
	static const char *const ours[] = {
	    [NETWORK_V4] = "192.0.2.1", [NETWORK_V6] = "2001:db8::1"};
	*out = (struct route){
	    .src_mac = {2, 0, 0, 0, 0, 1}, .gateway_mac = {2, 0, 0, 0, 0, 2}};
	if (source != NULL)
		out->src = *source;
	else if (!addr_parse(ours[family], &out->src))
		return -EINVAL;
	n->interface[0] = '\0';
	return 0;
}

static int
find_route(struct network *n, const struct network_config *o,
    const struct addr *source, int family, struct text *why)
{
	char interface[IF_NAMESIZE];
	int rc = gateway_resolve(
	    &(struct gateway_query){
		.interface =
		    n->interface[0] != '\0' ? n->interface : o->interface,
		.destination = &o->destination->addr[family],
		.source = source,
		.mac = o->gateway,
	    },
	    &n->routes[family], interface, why);
	if (rc == 0)
		memcpy(n->interface, interface, sizeof(interface));
	return rc;
}

static bool
needs_wire(enum link_kind kind)
{
	return kind != LINK_PCAP && kind != LINK_KERNEL && kind != LINK_SIM;
}

static int
open_family(struct network *n, const struct network_config *o,
    enum link_kind kind, int family, struct text *why)
{
	const struct addr *source = find_source(o, family);
	int rc = needs_wire(kind)
		     ? find_route(n, o, source, family, why)
		     : imagine_route(n, source, family, &n->routes[family]);
	if (rc < 0)
		return rc;
	rc = frame_templates_new(&n->routes[family], &n->templates[family]);
	if (rc < 0)
		return rc;
	n->own[n->own_count++] = n->routes[family].src;
	return 0;
}

/* Asked for, and no way there: told before the first packet. */
static void
say_missing(const struct network *n, const struct network_config *o)
{
	static const char *const names[] = {
	    [NETWORK_V4] = "IPv4", [NETWORK_V6] = "IPv6"};

	for (int family = NETWORK_V4; family <= NETWORK_V6; family++)
		if (o->destination->has[family] && n->templates[family] == NULL)
			log_line("no route or no source address for %s: what "
				 "has no other address ends as NO_ROUTE",
			    names[family]);
}

/* Both families where both have a route; one is enough. */
static int
open_families(struct network *n, const struct network_config *o,
    enum link_kind kind, struct text *why)
{
	int rc = -ENETUNREACH;
	for (int family = NETWORK_V4; family <= NETWORK_V6; family++) {
		if (!o->destination->has[family])
			continue;
		int failed = open_family(n, o, kind, family, why);
		if (failed == -EINVAL || failed == -EPERM)
			return failed;
		if (failed < 0 && n->own_count == 0)
			rc = failed;
	}
	if (n->own_count == 0)
		return rc;
	say_missing(n, o);
	text_clear(why);
	return 0;
}

static struct link_config
choose_link(const struct network_config *o)
{
	uint64_t rate_pps = o->rate_pps > 0 ? o->rate_pps : FASTEST_PPS;
	return (struct link_config){
	    .kind = link_kind_at(o->kind, rate_pps),
	    .capture = o->capture,
	    .replay = o->replay,
	    .sim = o->sim,
	    .port_first = o->ports.first,
	    .port_last = o->ports.last,
	    .rate_pps = rate_pps,
	};
}

/* By AF_PACKET the kernel sees what comes too, and must not answer. */
static int
open_packet(struct network *n, struct link_config *link, struct text *why)
{
	int rc =
	    firewall_open(link->port_first, link->port_last, &n->firewall, why);
	if (rc < 0)
		return rc;
	link->kind = LINK_PACKET;
	return link_open(link, &n->link, why);
}

static int
open_xdp(struct network *n, struct link_config *link, struct text *why)
{
	int rc = local_ports_check(link->port_first, link->port_last, why);
	if (rc < 0)
		return rc;
	if (link_open(link, &n->link, why) == 0)
		return 0;
	log_line("%s; --link packet is taken instead", why->bytes);
	text_clear(why);
	return open_packet(n, link, why);
}

static int
open_link(struct network *n, struct link_config *link, struct text *why)
{
	link->interface = n->interface;
	link->own = n->own;
	link->own_count = n->own_count;
	if (link->kind == LINK_PACKET)
		return open_packet(n, link, why);
	if (link->kind == LINK_XDP)
		return open_xdp(n, link, why);
	return link_open(link, &n->link, why);
}

int
network_open(
    struct network *n, const struct network_config *config, struct text *why)
{
	struct link_config link = choose_link(config);
	*n = (struct network){0};
	int rc = open_families(n, config, link.kind, why);
	if (rc == 0)
		rc = open_link(n, &link, why);
	if (rc < 0)
		network_close(n);
	return rc;
}

void
network_close(struct network *n)
{
	link_close(n->link);
	firewall_close(n->firewall);
	frame_templates_free(n->templates[NETWORK_V4]);
	frame_templates_free(n->templates[NETWORK_V6]);
	*n = (struct network){0};
}

void
network_say_note(struct link *link, const char **said)
{
	struct link_info info;
	link_describe(link, &info);
	if (info.note != NULL && info.note != *said)
		log_line("%s", info.note);
	*said = info.note;
}
