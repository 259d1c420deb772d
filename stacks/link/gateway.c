#include "link/gateway.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "link/interface.h"
#include "link/neighbour.h"

struct next_hop {
	int ifindex;
	struct addr source;
	struct addr gateway;
	bool has_source, has_gateway;
};

struct route_request {
	struct nlmsghdr header;
	struct rtmsg message;
	uint8_t attributes[64];
};

static void
add_attribute(
    struct route_request *r, unsigned short type, const void *value, size_t len)
{
	struct rtattr *a =
	    (void *)((uint8_t *)r + NLMSG_ALIGN(r->header.nlmsg_len));
	a->rta_type = type;
	a->rta_len = (unsigned short)RTA_LENGTH(len);
	memcpy(RTA_DATA(a), value, len);
	r->header.nlmsg_len =
	    NLMSG_ALIGN(r->header.nlmsg_len) + RTA_ALIGN(a->rta_len);
}

static void
add_addr(struct route_request *r, unsigned short type, const struct addr *a)
{
	if (addr_is_v4(a))
		add_attribute(r, type, addr_v4_bytes(a), 4);
	else
		add_attribute(r, type, a->bytes, 16);
}

/* With the source: where rules choose routes by it, those are asked. */
static void
build_request(
    struct route_request *r, const struct gateway_query *q, int ifindex)
{
	bool v4 = addr_is_v4(q->destination);
	unsigned char bits = v4 ? 32 : 128;
	*r = (struct route_request){
	    .header = {.nlmsg_len = NLMSG_LENGTH(sizeof(struct rtmsg)),
		.nlmsg_type = RTM_GETROUTE,
		.nlmsg_flags = NLM_F_REQUEST,
		.nlmsg_seq = 1},
	    .message = {.rtm_family = v4 ? AF_INET : AF_INET6,
		.rtm_dst_len = bits,
		.rtm_src_len = q->source != NULL ? bits : 0},
	};
	add_addr(r, RTA_DST, q->destination);
	if (q->source != NULL)
		add_addr(r, RTA_SRC, q->source);
	if (ifindex != 0)
		add_attribute(r, RTA_OIF, &ifindex, sizeof(ifindex));
}

static bool
take_addr(const struct rtattr *a, bool v4, struct addr *out)
{
	if (RTA_PAYLOAD(a) != (v4 ? 4 : 16))
		return false;
	*out = v4 ? addr_from_v4(RTA_DATA(a)) : addr_from_v6(RTA_DATA(a));
	return true;
}

static void
read_route(const struct nlmsghdr *h, struct next_hop *out)
{
	const struct rtmsg *m = NLMSG_DATA(h);
	bool v4 = m->rtm_family == AF_INET;
	unsigned left = (unsigned)RTM_PAYLOAD(h);
	for (const struct rtattr *a = RTM_RTA(m); RTA_OK(a, left);
	     a = RTA_NEXT(a, left)) {
		if (a->rta_type == RTA_OIF)
			memcpy(&out->ifindex, RTA_DATA(a), sizeof(int));
		else if (a->rta_type == RTA_PREFSRC)
			out->has_source = take_addr(a, v4, &out->source);
		else if (a->rta_type == RTA_GATEWAY)
			out->has_gateway = take_addr(a, v4, &out->gateway);
	}
}

static int
ask_kernel(const struct route_request *request, struct next_hop *out)
{
	union {
		struct nlmsghdr header;
		uint8_t bytes[4096];
	} reply;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	if (fd < 0)
		return -errno;
	int rc = 0;
	ssize_t got = -1;
	if (send(fd, request, request->header.nlmsg_len, 0) < 0)
		rc = -errno;
	else if ((got = recv(fd, &reply, sizeof(reply), 0)) < 0)
		rc = -errno;
	close(fd);
	if (rc < 0)
		return rc;
	if (!NLMSG_OK(&reply.header, (size_t)got))
		return -EPROTO;
	if (reply.header.nlmsg_type == NLMSG_ERROR) {
		const struct nlmsgerr *e = NLMSG_DATA(&reply.header);
		return e->error < 0 ? e->error : -EPROTO;
	}
	read_route(&reply.header, out);
	return 0;
}

/* The kernel itself says whether it would take in what comes back. */
static int
check_source(const struct addr *source, struct text *why)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} here = {0};
	char text[ADDR_TEXT_MAX];
	bool v4 = addr_is_v4(source);
	here.any.sa_family = v4 ? AF_INET : AF_INET6;
	if (v4)
		memcpy(&here.v4.sin_addr, addr_v4_bytes(source), 4);
	else
		memcpy(&here.v6.sin6_addr, source->bytes, 16);

	int fd = socket(here.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	int rc = bind(fd, &here.any, sizeof(here)) < 0 ? -errno : 0;
	close(fd);
	if (rc < 0)
		text_addf(why,
		    "source %s is no address of this machine (%s): choose "
		    "another with -S, see `ip address`",
		    addr_format(source, text), strerror(-rc));
	return rc;
}

static int
find_next_hop(
    const struct gateway_query *q, struct next_hop *hop, struct text *why)
{
	struct route_request request;
	char text[ADDR_TEXT_MAX];
	struct interface only = {0};
	int rc = 0;
	if (q->source != NULL)
		rc = check_source(q->source, why);
	if (rc == 0 && q->interface != NULL)
		rc = interface_find(q->interface, &only, why);
	if (rc < 0)
		return rc;
	build_request(&request, q, only.index);
	rc = ask_kernel(&request, hop);
	if (rc == 0 && hop->ifindex == 0)
		rc = -ENETUNREACH;
	if (rc < 0)
		text_addf(why, "no route to %s%s%s (%s); see `ip route get %s`",
		    addr_format(q->destination, text),
		    q->interface ? " on " : "",
		    q->interface ? q->interface : "", strerror(-rc), text);
	return rc;
}

static bool
is_link_local(const struct addr *a)
{
	return a->bytes[0] == 0xfe && (a->bytes[1] & 0xc0) == 0x80;
}

/*
 * The kernel takes what it has.  No router forwards what comes from a
 * link-local address (RFC 4291 2.5.6), so no answer would come.
 */
static int
choose_source(const struct gateway_query *q, const struct next_hop *hop,
    struct route *out, struct text *why)
{
	if (q->source != NULL)
		out->src = *q->source;
	else if (!hop->has_source) {
		text_add(why, "the route prefers no source address: say one "
			      "with -S");
		return -EADDRNOTAVAIL;
	} else if (is_link_local(&hop->source)) {
		text_add(why, "all our IPv6 addresses are link-local, and no "
			      "router forwards what comes from those");
		return -EADDRNOTAVAIL;
	} else
		out->src = hop->source;
	return 0;
}

/* A carrier that was lost while we asked is why nobody answered. */
static int
explain_silence(const struct next_hop *hop, int rc, struct text *why)
{
	char name[IF_NAMESIZE];
	if (if_indextoname((unsigned)hop->ifindex, name) == NULL ||
	    interface_has_carrier(name))
		return rc;
	text_clear(why);
	text_addf(why, "%s has no carrier, or is down", name);
	return -ENETDOWN;
}

/* A sweep goes through a gateway; neighbours are not looked up one by one. */
static int
find_gateway_mac(const struct gateway_query *q, const struct next_hop *hop,
    struct route *out, struct text *why)
{
	char text[ADDR_TEXT_MAX], name[IF_NAMESIZE];
	if (q->mac != NULL) {
		memcpy(out->gateway_mac, q->mac, 6);
		return 0;
	}
	if (!hop->has_gateway) {
		text_addf(why,
		    "no gateway on %s towards %s, and a sweep goes through "
		    "one: add a route, or say the MAC of the next hop with -G",
		    if_indextoname((unsigned)hop->ifindex, name) ? name : "?",
		    addr_format(q->destination, text));
		return -EHOSTUNREACH;
	}
	int rc = neighbour_ask(hop->ifindex, out->src_mac, &out->src,
	    &hop->gateway, out->gateway_mac, why);
	return rc == -EHOSTUNREACH ? explain_silence(hop, rc, why) : rc;
}

int
gateway_resolve(const struct gateway_query *q, struct route *out,
    char interface[IF_NAMESIZE], struct text *why)
{
	struct next_hop hop = {0};
	struct interface found;
	int rc = find_next_hop(q, &hop, why);
	if (rc < 0)
		return rc;
	if (if_indextoname((unsigned)hop.ifindex, interface) == NULL) {
		rc = -errno;
		text_addf(
		    why, "the route's interface is gone: %s", strerror(-rc));
		return rc;
	}
	rc = interface_find(interface, &found, why);
	if (rc == 0)
		rc = choose_source(q, &hop, out, why);
	if (rc < 0)
		return rc;
	memcpy(out->src_mac, found.mac, sizeof(out->src_mac));
	return find_gateway_mac(q, &hop, out, why);
}
