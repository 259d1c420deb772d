#include "link/gateway.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

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
build_request(struct route_request *r, const struct addr *towards, int ifindex)
{
	bool v4 = addr_is_v4(towards);
	*r = (struct route_request){
	    .header = {.nlmsg_len = NLMSG_LENGTH(sizeof(struct rtmsg)),
		.nlmsg_type = RTM_GETROUTE,
		.nlmsg_flags = NLM_F_REQUEST,
		.nlmsg_seq = 1},
	    .message = {.rtm_family = v4 ? AF_INET : AF_INET6,
		.rtm_dst_len = v4 ? 32 : 128},
	};
	if (v4)
		add_attribute(r, RTA_DST, addr_v4_bytes(towards), 4);
	else
		add_attribute(r, RTA_DST, towards->bytes, 16);
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

static int
check_interface(const char *interface, uint8_t mac[6], struct text *why)
{
	struct ifreq r = {0};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	strncpy(r.ifr_name, interface, IFNAMSIZ - 1);
	int rc = ioctl(fd, SIOCGIFFLAGS, &r) < 0 ? -errno : 0;
	if (rc == 0 && (r.ifr_flags & IFF_UP) == 0)
		rc = -ENETDOWN;
	if (rc == 0 && ioctl(fd, SIOCGIFHWADDR, &r) < 0)
		rc = -errno;
	close(fd);
	if (rc == 0)
		memcpy(mac, r.ifr_hwaddr.sa_data, 6);
	else if (rc == -ENETDOWN)
		text_addf(why,
		    "interface %s is down: `ip link set %s up`, or choose "
		    "another with -i",
		    interface, interface);
	else
		text_addf(why, "interface %s: %s", interface, strerror(-rc));
	return rc;
}

static int
find_next_hop(
    const struct gateway_query *q, struct next_hop *hop, struct text *why)
{
	struct route_request request;
	char text[ADDR_TEXT_MAX];
	int ifindex = 0;
	uint8_t mac[6];
	if (q->interface != NULL) {
		int rc = check_interface(q->interface, mac, why);
		if (rc < 0)
			return rc;
		ifindex = (int)if_nametoindex(q->interface);
	}
	build_request(&request, q->towards, ifindex);
	int rc = ask_kernel(&request, hop);
	if (rc == 0 && hop->ifindex == 0)
		rc = -ENETUNREACH;
	if (rc < 0)
		text_addf(why, "no route to %s%s%s (%s); see `ip route get %s`",
		    addr_format(q->towards, text), q->interface ? " on " : "",
		    q->interface ? q->interface : "", strerror(-rc), text);
	return rc;
}

static int
choose_source(const struct gateway_query *q, const struct next_hop *hop,
    struct route *out, struct text *why)
{
	if (q->source != NULL)
		out->src = *q->source;
	else if (hop->has_source)
		out->src = hop->source;
	else {
		text_add(why, "the route prefers no source address: say one "
			      "with -S");
		return -EADDRNOTAVAIL;
	}
	return 0;
}

int
gateway_resolve(const struct gateway_query *q, struct route *out,
    char interface[IF_NAMESIZE], struct text *why)
{
	struct next_hop hop = {0};
	char text[ADDR_TEXT_MAX];
	int rc = find_next_hop(q, &hop, why);
	if (rc < 0)
		return rc;
	if (if_indextoname((unsigned)hop.ifindex, interface) == NULL)
		return -errno;
	rc = check_interface(interface, out->src_mac, why);
	if (rc == 0)
		rc = choose_source(q, &hop, out, why);
	if (rc < 0)
		return rc;
	if (q->mac != NULL) {
		memcpy(out->gateway_mac, q->mac, 6);
		return 0;
	}
	if (!hop.has_gateway) {
		text_addf(why,
		    "%s is on the link itself; a sweep goes through a "
		    "gateway: say its MAC with -G",
		    addr_format(q->towards, text));
		return -EHOSTUNREACH;
	}
	return neighbour_ask(hop.ifindex, out->src_mac, &out->src, &hop.gateway,
	    out->gateway_mac, why);
}
