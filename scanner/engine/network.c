#include "network.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "link/gateway.h"
#include "link/local_ports.h"

enum { FASTEST_PPS = 1000000000 };

static bool
mac_parse(const char *text, uint8_t out[6])
{
	unsigned b[6];
	char behind;
	if (sscanf(text, "%2x:%2x:%2x:%2x:%2x:%2x%c", &b[0], &b[1], &b[2],
		&b[3], &b[4], &b[5], &behind) != 6)
		return false;
	for (int i = 0; i < 6; i++)
		out[i] = (uint8_t)b[i];
	return true;
}

/* The source address that was asked for in this family; NULL: any. */
static int
find_source(const struct network_config *o, int family, struct addr *storage,
    const struct addr **out, struct text *why)
{
	*out = NULL;
	for (size_t i = 0; i < o->options->source_ips.count; i++) {
		struct addr a;
		if (!addr_parse(o->options->source_ips.at[i], &a)) {
			text_addf(why, "-S %s: not an address",
			    o->options->source_ips.at[i]);
			return -EINVAL;
		}
		if (addr_is_v4(&a) != (family == NETWORK_V4))
			continue;
		*storage = a;
		*out = storage;
	}
	return 0;
}

static int
read_mac(const struct network_config *o, uint8_t mac[6], struct text *why)
{
	if (o->options->gateway_mac == NULL ||
	    mac_parse(o->options->gateway_mac, mac))
		return 0;
	text_addf(why, "-G %s: not a MAC address such as 02:00:00:00:00:01",
	    o->options->gateway_mac);
	return -EINVAL;
}

/*
 * For captures and the kernel's own sockets no frame meets a wire: addresses
 * of documentation (RFC 5737, RFC 3849) and MACs of nobody will do.
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
	uint8_t mac[6];
	char interface[IF_NAMESIZE];
	int rc = read_mac(o, mac, why);
	if (rc < 0)
		return rc;
	rc = gateway_resolve(
	    &(struct gateway_query){
		.interface =
		    n->interface[0] != '\0' ? n->interface : o->options->interface,
		.towards = &o->towards->addr[family],
		.source = source,
		.mac = o->options->gateway_mac != NULL ? mac : NULL,
	    },
	    &n->routes[family], interface, why);
	if (rc == 0)
		memcpy(n->interface, interface, sizeof(interface));
	return rc;
}

static bool
needs_wire(enum link_kind kind)
{
	return kind != LINK_PCAP && kind != LINK_KERNEL;
}

static int
open_family(struct network *n, const struct network_config *o,
    enum link_kind kind, int family, struct text *why)
{
	struct addr storage;
	const struct addr *source;
	int rc = find_source(o, family, &storage, &source, why);
	if (rc < 0)
		return rc;
	rc = needs_wire(kind)
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

/* Both families where both have a route; one is enough. */
static int
open_families(struct network *n, const struct network_config *o,
    enum link_kind kind, struct text *why)
{
	int rc = -ENETUNREACH;
	for (int family = NETWORK_V4; family <= NETWORK_V6; family++) {
		if (!o->towards->has[family])
			continue;
		int failed = open_family(n, o, kind, family, why);
		if (failed == -EINVAL || failed == -EPERM)
			return failed;
		if (failed < 0 && n->own_count == 0)
			rc = failed;
	}
	if (n->own_count == 0)
		return rc;
	text_clear(why);
	return 0;
}

static int
read_choice(
    const struct network_config *o, struct link_config *out, struct text *why)
{
	struct link_choice choice;
	if (!link_choice_parse(o->options->link, &choice)) {
		text_addf(why,
		    "--link %s: one of auto, packet, xdp, kernel, pcap:FILE",
		    o->options->link);
		return -EINVAL;
	}
	*out = (struct link_config){
	    .kind = choice.kind,
	    .capture = choice.capture,
	    .replay = o->options->replay,
	    .port_first = o->ports.first,
	    .port_last = o->ports.last,
	    .rate_pps = o->rate_pps > 0 ? o->rate_pps : FASTEST_PPS,
	};
	if (o->options->dry_run || o->options->replay != NULL)
		out->kind = LINK_PCAP;
	if (o->options->dry_run && out->capture == NULL)
		out->capture = "-";
	out->kind = link_kind_at(out->kind, out->rate_pps);
	return 0;
}

/* By AF_PACKET the kernel sees what comes too, and has to be kept quiet. */
static int
open_packet(struct network *n, struct link_config *link, struct text *why)
{
	int rc = quiet_begin(link->port_first, link->port_last, &n->quiet, why);
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
	struct link_config link;
	*n = (struct network){0};
	int rc = read_choice(config, &link, why);
	if (rc == 0)
		rc = open_families(n, config, link.kind, why);
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
	quiet_end(n->quiet);
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
