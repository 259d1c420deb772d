#include "net/icmp_error.h"

enum { IPV4_OFFSET = 0x1fff };

/* RFC 792: unreachable, source quench, redirect, time exceeded, parameter. */
static bool
is_error4(uint8_t type)
{
	return type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
}

/* RFC 4443 2.1: unreachable, too big, time exceeded, parameter. */
static bool
is_error6(uint8_t type)
{
	return type >= 1 && type <= 4;
}

/* The rest of the packet may be missing; lengths are of the whole. */
static bool
parse_ipv4(struct wire *w, struct icmp_error *out)
{
	uint8_t version_ihl = wire_u8(w);
	size_t header_len = (size_t)(version_ihl & 15) * 4;
	wire_sub(w, 5); /* type of service, length, identification */
	uint16_t fragment = wire_u16(w);
	wire_u8(w); /* time to live */
	out->proto = (enum net_proto)wire_u8(w);
	wire_u16(w); /* checksum */
	struct wire src = wire_sub(w, 4), dst = wire_sub(w, 4);
	if (!wire_ok(w) || version_ihl >> 4 != 4 || header_len < 20 ||
	    (fragment & IPV4_OFFSET) != 0)
		return false;
	wire_sub(w, header_len - 20);
	out->src = addr_from_v4(src.at);
	out->dst = addr_from_v4(dst.at);
	return wire_ok(w);
}

static bool
parse_ipv6(struct wire *w, struct icmp_error *out)
{
	uint32_t version = wire_u32(w) >> 28;
	wire_u16(w); /* payload length */
	out->proto = (enum net_proto)wire_u8(w);
	wire_u8(w); /* hop limit */
	struct wire src = wire_sub(w, 16), dst = wire_sub(w, 16);
	if (!wire_ok(w) || version != 6)
		return false;
	out->src = addr_from_v6(src.at);
	out->dst = addr_from_v6(dst.at);
	return true;
}

static bool
parse_transport(struct wire *w, struct icmp_error *out)
{
	if (out->proto != NET_TCP && out->proto != NET_UDP)
		return false;
	out->src_port = wire_u16(w);
	out->dst_port = wire_u16(w);
	uint32_t word = wire_u32(w); /* sequence number; UDP: length and sum */
	out->seq = out->proto == NET_TCP ? word : 0;
	return wire_ok(w);
}

bool
icmp_error_parse(const struct packet *p, struct icmp_error *out)
{
	struct wire w = p->payload;
	*out = (struct icmp_error){0};
	out->type = wire_u8(&w);
	out->code = wire_u8(&w);
	wire_u16(&w); /* checksum */
	wire_u32(&w); /* unused, or the next hop's MTU */
	if (p->proto == NET_ICMP)
		return is_error4(out->type) && parse_ipv4(&w, out) &&
		       parse_transport(&w, out);
	return p->proto == NET_ICMP6 && is_error6(out->type) &&
	       parse_ipv6(&w, out) && parse_transport(&w, out);
}
