#include "network.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "link/gateway.h"

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
find_source(const struct scan_options *o, int family, struct addr *storage,
    const struct addr **out, struct text *why)
{
	*out = NULL;
	for (size_t i = 0; i < o->source_ips.count; i++) {
		struct addr a;
		if (!addr_parse(o->source_ips.at[i], &a)) {
			text_addf(
			    why, "-S %s: not an address", o->source_ips.at[i]);
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
open_family(struct network *n, const struct scan_options *o, int family,
    const struct addr *towards, struct text *why)
{
	uint8_t mac[6];
	struct addr storage;
	const struct addr *source;
	char interface[IF_NAMESIZE];

	if (o->gateway_mac != NULL && !mac_parse(o->gateway_mac, mac)) {
		text_addf(why,
		    "-G %s: not a MAC address such as "
		    "02:00:00:00:00:01",
		    o->gateway_mac);
		return -EINVAL;
	}
	int rc = find_source(o, family, &storage, &source, why);
	if (rc < 0)
		return rc;
	const char *only =
	    n->interface[0] != '\0' ? n->interface : o->interface;
	rc = gateway_resolve(
	    &(struct gateway_query){
		.interface = only,
		.towards = towards,
		.source = source,
		.mac = o->gateway_mac != NULL ? mac : NULL,
	    },
	    &n->routes[family], interface, why);
	if (rc < 0)
		return rc;
	rc = frame_templates_new(&n->routes[family], &n->templates[family]);
	if (rc < 0)
		return rc;
	memcpy(n->interface, interface, sizeof(interface));
	n->own[n->own_count++] = n->routes[family].src;
	return 0;
}

/* Both families where both have a route; one is enough. */
static int
open_families(struct network *n, const struct scan_options *o,
    const struct towards *towards, struct text *why)
{
	int rc = -ENETUNREACH;
	for (int family = NETWORK_V4; family <= NETWORK_V6; family++) {
		const struct addr *to = &towards->addr[family];
		if (!towards->has[family])
			continue;
		int failed = open_family(n, o, family, to, why);
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

int
network_open(struct network *n, const struct scan_options *o,
    const struct ports *ports, const struct towards *towards, struct text *why)
{
	*n = (struct network){0};
	int rc = open_families(n, o, towards, why);
	if (rc < 0)
		goto close_network;
	rc = quiet_begin(ports->all.first, ports->all.last, &n->quiet, why);
	if (rc < 0)
		goto close_network;
	rc = link_open(
	    &(struct link_config){
		.kind = LINK_PACKET,
		.interface = n->interface,
		.port_first = ports->all.first,
		.port_last = ports->all.last,
		.own = n->own,
		.own_count = n->own_count,
	    },
	    &n->link, why);
	if (rc < 0)
		goto close_network;
	return 0;

close_network:
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
