#include "net/frame_templates.h"

#include <assert.h>
#include <errno.h>
#include <libnet.h>
#include <stdlib.h>
#include <string.h>

#include "net/checksum.h"
#include "net/frame_header.h"
#include "net/packet.h"

enum {
	HOP_LIMIT = 64,
	DONT_FRAGMENT = 0x4000,
	IPV4_CHECKSUM_AT = 10,
	UDP_CHECKSUM_AT = 6,
	TCP_CHECKSUM_AT = 16,
	MSS_IPV4 = 1460,
	MSS_IPV6 = 1440,
};

/* What differs from template to template of one route. */
struct kind {
	uint8_t proto;
	uint8_t flags; /* of TCP, as the window and the options */
	uint16_t window;
	const uint8_t *options;
	uint32_t options_len;
};

static uint32_t
transport_len(const struct kind *k)
{
	return k->proto == NET_UDP ? UDP_BYTES : TCP_BYTES + k->options_len;
}

static libnet_ptag_t
build_transport(libnet_t *l, const struct kind *k)
{
	uint16_t len = (uint16_t)transport_len(k);
	if (k->proto == NET_UDP)
		return libnet_build_udp(0, 0, len, 0, NULL, 0, l, 0);
	if (k->options_len > 0 &&
	    libnet_build_tcp_options(k->options, k->options_len, l, 0) < 0)
		return -1;
	return libnet_build_tcp(
	    0, 0, 0, 0, k->flags, k->window, 0, 0, len, NULL, 0, l, 0);
}

static libnet_ptag_t
build_ip(libnet_t *l, const struct route *r, const struct kind *k)
{
	uint32_t len = transport_len(k);
	uint16_t type = ETHERTYPE_IP;
	libnet_ptag_t tag;
	if (addr_is_v4(&r->src)) {
		uint32_t src;
		memcpy(&src, addr_v4_bytes(&r->src), sizeof(src));
		tag = libnet_build_ipv4((uint16_t)(IPV4_BYTES + len), 0, 0,
		    DONT_FRAGMENT, HOP_LIMIT, k->proto, 0, src, 0, NULL, 0, l,
		    0);
	} else {
		struct libnet_in6_addr src, any = {0};
		memcpy(&src, r->src.bytes, sizeof(src));
		tag = libnet_build_ipv6(0, 0, (uint16_t)len, k->proto,
		    HOP_LIMIT, src, any, NULL, 0, l, 0);
		type = ETHERTYPE_IPV6;
	}
	if (tag < 0)
		return tag;
	return libnet_build_ethernet(
	    r->gateway_mac, r->src_mac, type, NULL, 0, l, 0);
}

/* Its checksums are of this packet alone, and of no use for others. */
static void
sum_up(struct frame_template *t, const struct route *r, const struct kind *k)
{
	bool ipv4 = addr_is_v4(&r->src);
	uint8_t *ip = t->bytes + ETHERNET_BYTES;
	uint8_t *transport = ip + (ipv4 ? IPV4_BYTES : IPV6_BYTES);
	memset(transport +
		   (k->proto == NET_UDP ? UDP_CHECKSUM_AT : TCP_CHECKSUM_AT),
	    0, 2);
	t->transport_sum = checksum_add(k->proto,
	    ipv4 ? addr_v4_bytes(&r->src) : r->src.bytes, ipv4 ? 4 : 16);
	if (k->options_len > 0)
		t->transport_sum =
		    checksum_add(t->transport_sum, k->options, k->options_len);
	if (!ipv4)
		return;
	memset(ip + IPV4_CHECKSUM_AT, 0, 2);
	t->ip_sum = checksum_add(0, ip, 2); /* the length follows */
	t->ip_sum = checksum_add(t->ip_sum, ip + 4, IPV4_BYTES - 4);
}

static int
build(const struct route *r, const struct kind *k, struct frame_template *out)
{
	char why[LIBNET_ERRBUF_SIZE];
	uint8_t *bytes;
	uint32_t len;
	libnet_t *l = libnet_init(LIBNET_NONE, NULL, why);
	if (l == NULL)
		return -ENOMEM;
	int rc = -ENOMEM;
	if (build_transport(l, k) < 0 || build_ip(l, r, k) < 0 ||
	    libnet_pblock_coalesce(l, &bytes, &len) < 0)
		goto destroy;
	assert(len <= sizeof(out->bytes));
	memcpy(out->bytes, bytes, len);
	out->len = len;
	libnet_adv_free_packet(l, bytes);
	sum_up(out, r, k);
	rc = 0;
destroy:
	libnet_destroy(l);
	return rc;
}

/*
 * <mss,nop,wscale 8,nop,nop,sackOK>, as Windows sends it: some firewalls
 * drop what no common system would send.
 */
static int
build_syn(const struct route *r, struct frame_template *out)
{
	uint16_t mss = addr_is_v4(&r->src) ? MSS_IPV4 : MSS_IPV6;
	const uint8_t options[SYN_OPTION_BYTES] = {2, 4, (uint8_t)(mss >> 8),
	    (uint8_t)mss, 1, 3, 3, FRAME_WINDOW_SHIFT, 1, 1, 4, 2};
	return build(r,
	    &(struct kind){
		.proto = NET_TCP,
		.flags = TCP_SYN,
		.window = FRAME_SYN_WINDOW,
		.options = options,
		.options_len = sizeof(options),
	    },
	    out);
}

int
frame_templates_new(const struct route *route, struct frame_templates **out)
{
	struct frame_templates *t = calloc(1, sizeof(*t));
	if (t == NULL)
		return -ENOMEM;
	t->ipv4 = addr_is_v4(&route->src);
	t->transport_at = ETHERNET_BYTES + (t->ipv4 ? IPV4_BYTES : IPV6_BYTES);

	int rc = build(route, &(struct kind){.proto = NET_UDP}, &t->udp);
	if (rc == 0)
		rc = build(route, &(struct kind){.proto = NET_TCP}, &t->tcp);
	if (rc == 0)
		rc = build_syn(route, &t->syn);
	if (rc < 0) {
		free(t);
		return rc;
	}
	*out = t;
	return 0;
}

void
frame_templates_free(struct frame_templates *t)
{
	free(t);
}
