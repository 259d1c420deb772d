#include "net/packet.h"

enum {
	ETHERTYPE_IPV4 = 0x0800,
	ETHERTYPE_IPV6 = 0x86dd,
	ETHERNET_BYTES = 14,
	MORE_FRAGMENTS_OR_OFFSET = 0x3fff,
};

static bool
parse_ipv4(struct wire *w, struct packet *out)
{
	const uint8_t *start = w->at;
	uint8_t version_ihl = wire_u8(w);
	size_t header_len = (size_t)(version_ihl & 15) * 4;
	wire_u8(w); /* type of service */
	uint16_t total_len = wire_u16(w);
	wire_u16(w); /* identification */
	uint16_t fragment = wire_u16(w);
	out->hop_limit = wire_u8(w);
	out->proto = (enum net_proto)wire_u8(w);
	wire_u16(w); /* checksum */
	struct wire src = wire_sub(w, 4), dst = wire_sub(w, 4);

	if (!wire_ok(w) || version_ihl >> 4 != 4 || header_len < 20 ||
	    total_len < header_len ||
	    (fragment & MORE_FRAGMENTS_OR_OFFSET) != 0)
		return false;
	out->src = addr_from_v4(src.at);
	out->dst = addr_from_v4(dst.at);

	/* Behind the total length lies what Ethernet padded. */
	struct wire whole = {.at = start, .end = w->end};
	struct wire datagram = wire_sub(&whole, total_len);
	wire_sub(&datagram, header_len);
	*w = datagram;
	return wire_ok(w);
}

static bool
parse_ipv6(struct wire *w, struct packet *out)
{
	uint32_t version = wire_u32(w) >> 28;
	uint16_t payload_len = wire_u16(w);
	out->proto = (enum net_proto)wire_u8(w);
	out->hop_limit = wire_u8(w);
	struct wire src = wire_sub(w, 16), dst = wire_sub(w, 16);

	if (!wire_ok(w) || version != 6)
		return false;
	out->src = addr_from_v6(src.at);
	out->dst = addr_from_v6(dst.at);
	*w = wire_sub(w, payload_len);
	return wire_ok(w);
}

static bool
parse_udp(struct wire *w, struct packet *out)
{
	struct wire whole = *w;
	out->src_port = wire_u16(w);
	out->dst_port = wire_u16(w);
	uint16_t len = wire_u16(w);
	wire_u16(w); /* checksum */
	if (!wire_ok(w) || len < 8)
		return false;
	out->payload = wire_sub(w, len - 8u);
	out->transport = wire_sub(&whole, len);
	return wire_ok(w);
}

static bool
parse_tcp(struct wire *w, struct packet *out)
{
	out->transport = *w;
	out->src_port = wire_u16(w);
	out->dst_port = wire_u16(w);
	out->tcp.seq = wire_u32(w);
	out->tcp.ack = wire_u32(w);
	uint8_t offset = wire_u8(w) >> 4;
	out->tcp.flags = wire_u8(w) & 0x3f;
	out->tcp.window = wire_u16(w);
	wire_u32(w); /* checksum, urgent pointer */
	if (!wire_ok(w) || offset < 5)
		return false;
	struct wire options = wire_sub(w, (offset - 5u) * 4);
	if (!wire_ok(w))
		return false;
	/* What comes before a broken option counts, as for any sender. */
	tcp_options_parse(&options, &out->tcp.options);
	out->payload = *w;
	return true;
}

bool
packet_parse(const uint8_t *frame, size_t len, struct packet *out)
{
	struct wire w = wire_over(frame, len);
	*out = (struct packet){0};

	wire_sub(&w, ETHERNET_BYTES - 2);
	uint16_t ethertype = wire_u16(&w);
	if (ethertype == ETHERTYPE_IPV4) {
		if (!parse_ipv4(&w, out))
			return false;
	} else if (ethertype != ETHERTYPE_IPV6 || !parse_ipv6(&w, out)) {
		return false;
	}

	switch (out->proto) {
	case NET_UDP:
		return parse_udp(&w, out);
	case NET_TCP:
		return parse_tcp(&w, out);
	case NET_ICMP:
	case NET_ICMP6:
		out->payload = w;
		return true;
	}
	return false;
}
