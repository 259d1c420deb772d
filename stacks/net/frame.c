#include "net/frame.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <libnet.h>
#include <stdlib.h>
#include <string.h>

#include "net/checksum.h"

enum {
	ETHERNET_BYTES = 14,
	IPV4_BYTES = 20,
	IPV6_BYTES = 40,
	UDP_BYTES = 8,
	TCP_BYTES = 20,
	MSS_BYTES = 4, /* the option of a SYN */
	HOP_LIMIT = 64,
	DONT_FRAGMENT = 0x4000,
	MSS_IPV4 = 1460,
	MSS_IPV6 = 1440,
};

/* Headers with zero for all that differs from frame to frame. */
struct header {
	uint8_t bytes[FRAME_HEADER_MAX];
	size_t len;
};

struct frame_templates {
	bool ipv4;
	size_t ip_at, transport_at; /* offsets in the frame */
	struct header udp, tcp, syn;
};

static libnet_ptag_t
build_ip(libnet_t *l, const struct route *r, uint8_t proto, size_t len)
{
	uint16_t type = ETHERTYPE_IP;
	libnet_ptag_t tag;
	if (addr_is_v4(&r->src)) {
		uint32_t src;
		memcpy(&src, addr_v4_bytes(&r->src), sizeof(src));
		tag = libnet_build_ipv4((uint16_t)(IPV4_BYTES + len), 0, 0,
		    DONT_FRAGMENT, HOP_LIMIT, proto, 0, src, 0, NULL, 0, l, 0);
	} else {
		struct libnet_in6_addr src, any = {0};
		memcpy(&src, r->src.bytes, sizeof(src));
		tag = libnet_build_ipv6(0, 0, (uint16_t)len, proto, HOP_LIMIT,
		    src, any, NULL, 0, l, 0);
		type = ETHERTYPE_IPV6;
	}
	if (tag < 0)
		return tag;
	return libnet_build_ethernet(
	    r->gateway_mac, r->src_mac, type, NULL, 0, l, 0);
}

static libnet_ptag_t
build_tcp(libnet_t *l, const uint8_t *options, uint32_t options_len)
{
	if (options_len > 0 &&
	    libnet_build_tcp_options(options, options_len, l, 0) < 0)
		return -1;
	return libnet_build_tcp(0, 0, 0, 0, 0, 0, 0, 0,
	    (uint16_t)(TCP_BYTES + options_len), NULL, 0, l, 0);
}

/* Takes what libnet laid together; its checksums are not wanted. */
static int
take(libnet_t *l, struct header *out)
{
	uint8_t *bytes;
	uint32_t len;
	if (libnet_pblock_coalesce(l, &bytes, &len) < 0)
		return -ENOMEM;
	assert(len <= sizeof(out->bytes));
	memcpy(out->bytes, bytes, len);
	out->len = len;
	libnet_adv_free_packet(l, bytes);
	return 0;
}

static int
build(const struct route *r, uint8_t proto, const uint8_t *options,
    uint32_t options_len, struct header *out)
{
	char why[LIBNET_ERRBUF_SIZE];
	libnet_t *l = libnet_init(LIBNET_NONE, NULL, why);
	if (l == NULL)
		return -ENOMEM;
	size_t len = proto == NET_UDP ? UDP_BYTES : TCP_BYTES + options_len;
	libnet_ptag_t tag =
	    proto == NET_UDP
		? libnet_build_udp(0, 0, UDP_BYTES, 0, NULL, 0, l, 0)
		: build_tcp(l, options, options_len);
	if (tag >= 0)
		tag = build_ip(l, r, proto, len);
	int rc = tag < 0 ? -ENOMEM : take(l, out);
	libnet_destroy(l);
	return rc;
}

int
frame_templates_new(const struct route *route, struct frame_templates **out)
{
	struct frame_templates *t = calloc(1, sizeof(*t));
	if (t == NULL)
		return -ENOMEM;
	t->ipv4 = addr_is_v4(&route->src);
	t->ip_at = ETHERNET_BYTES;
	t->transport_at = ETHERNET_BYTES + (t->ipv4 ? IPV4_BYTES : IPV6_BYTES);

	uint16_t mss = t->ipv4 ? MSS_IPV4 : MSS_IPV6;
	const uint8_t options[MSS_BYTES] = {
	    2, MSS_BYTES, (uint8_t)(mss >> 8), (uint8_t)mss};
	int rc = build(route, NET_UDP, NULL, 0, &t->udp);
	if (rc == 0)
		rc = build(route, NET_TCP, NULL, 0, &t->tcp);
	if (rc == 0)
		rc = build(route, NET_TCP, options, MSS_BYTES, &t->syn);
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

static void
put16(uint8_t *at, uint16_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void
put32(uint8_t *at, uint32_t value)
{
	put16(at, (uint16_t)(value >> 16));
	put16(at + 2, (uint16_t)value);
}

/* Destination and length of the IP header; gives the pseudo header's sum. */
static uint32_t
patch_ip(const struct frame_templates *t, uint8_t *frame,
    const struct addr *dst, uint8_t proto, size_t len)
{
	uint8_t *ip = frame + t->ip_at;
	uint32_t sum = (uint32_t)(proto + len);
	if (t->ipv4) {
		put16(ip + 2, (uint16_t)(IPV4_BYTES + len));
		memcpy(ip + 16, addr_v4_bytes(dst), 4);
		put16(ip + 10, 0);
		put16(ip + 10, checksum_end(checksum_add(0, ip, IPV4_BYTES)));
		return checksum_add(sum, ip + 12, 8);
	}
	put16(ip + 4, (uint16_t)len);
	memcpy(ip + 24, dst->bytes, 16);
	return checksum_add(sum, ip + 8, 32);
}

size_t
frame_build_udp(const struct frame_templates *t, const struct frame_udp *what,
    uint8_t *frame)
{
	size_t len = UDP_BYTES + what->payload_len;
	assert(t->transport_at + len <= FRAME_MAX);
	memcpy(frame, t->udp.bytes, t->udp.len);
	uint32_t sum = patch_ip(t, frame, &what->dst, NET_UDP, len);

	uint8_t *udp = frame + t->transport_at;
	put16(udp, what->src_port);
	put16(udp + 2, what->dst_port);
	put16(udp + 4, (uint16_t)len);
	put16(udp + 6, 0);
	if (what->payload_len > 0)
		memcpy(udp + UDP_BYTES, what->payload, what->payload_len);
	uint16_t check = checksum_end(checksum_add(sum, udp, len));
	put16(udp + 6, check != 0 ? check : 0xffff); /* RFC 768: 0 is "none" */
	return t->transport_at + len;
}

size_t
frame_build_tcp(const struct frame_templates *t, const struct frame_tcp *what,
    uint8_t *frame)
{
	bool syn = (what->flags & TCP_SYN) != 0;
	const struct header *header = syn ? &t->syn : &t->tcp;
	size_t header_len = header->len - t->transport_at;
	size_t len = header_len + what->payload_len;
	assert(t->transport_at + len <= FRAME_MAX);

	memcpy(frame, header->bytes, header->len);
	uint32_t sum = patch_ip(t, frame, &what->dst, NET_TCP, len);
	uint8_t *tcp = frame + t->transport_at;
	put16(tcp, what->src_port);
	put16(tcp + 2, what->dst_port);
	put32(tcp + 4, what->seq);
	put32(tcp + 8, what->ack);
	tcp[12] = (uint8_t)(header_len / 4 << 4);
	tcp[13] = what->flags;
	put16(tcp + 14, what->window);
	put16(tcp + 16, 0);
	if (what->payload_len > 0)
		memcpy(tcp + header_len, what->payload, what->payload_len);
	put16(tcp + 16, checksum_end(checksum_add(sum, tcp, len)));
	return t->transport_at + len;
}
