#include "ip_frame.h"

#include <string.h>

#include "dns_wire.h"

enum { ETHERNET = 14, PROTO_TCP = 6, PROTO_UDP = 17 };

static unsigned
u16_at(const uint8_t *b)
{
	return (unsigned)b[0] << 8 | b[1];
}

static uint32_t
u32_at(const uint8_t *b)
{
	return (uint32_t)u16_at(b) << 16 | u16_at(b + 2);
}

static uint32_t
sum_of(uint32_t sum, const uint8_t *b, size_t len)
{
	for (size_t i = 0; i + 1 < len; i += 2)
		sum += u16_at(b + i);
	return (len & 1) != 0 ? sum + ((uint32_t)b[len - 1] << 8) : sum;
}

static uint16_t
sum_end(uint32_t sum)
{
	while (sum > 0xffff)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

/* Over the pseudo header and the segment: 0 if its own sum is right. */
static uint16_t
transport_sum(const struct addr *src, const struct addr *dst, bool tcp,
    const uint8_t *segment, size_t len)
{
	bool v4 = addr_is_v4(dst);
	size_t skip = v4 ? 12 : 0; /* the mapped form: IPv4 is at its end */
	uint32_t sum = (tcp ? PROTO_TCP : PROTO_UDP) + (uint32_t)len;
	sum = sum_of(sum, src->bytes + skip, 16 - skip);
	sum = sum_of(sum, dst->bytes + skip, 16 - skip);
	return sum_end(sum_of(sum, segment, len));
}

static bool
parse_transport(const uint8_t *at, size_t len, struct simnet_packet *out)
{
	size_t header = 8;
	if (len < (out->tcp ? 20 : 8))
		return false;
	out->src_port = (uint16_t)u16_at(at);
	out->dst_port = (uint16_t)u16_at(at + 2);
	if (out->tcp) {
		out->seq = u32_at(at + 4);
		out->ack = u32_at(at + 8);
		header = (size_t)(at[12] >> 4) * 4;
		out->flags = at[13] & 0x1f;
		out->window = (uint16_t)u16_at(at + 14);
		if (header < 20 || header > len)
			return false;
	} else if (u16_at(at + 4) != len) {
		return false;
	}
	out->payload = at + header;
	out->payload_len = len - header;
	return true;
}

static bool
parse_v4(const uint8_t *at, size_t len, bool sums, struct simnet_packet *out,
    const uint8_t **segment, size_t *segment_len)
{
	if (len < 20 || at[0] != 0x45 || u16_at(at + 2) > len ||
	    u16_at(at + 2) < 20 || (u16_at(at + 6) & 0x3fff) != 0 ||
	    (at[9] != PROTO_TCP && at[9] != PROTO_UDP))
		return false;
	out->tcp = at[9] == PROTO_TCP;
	out->src = addr_from_v4(at + 12);
	out->dst = addr_from_v4(at + 16);
	*segment = at + 20;
	*segment_len = u16_at(at + 2) - 20;
	return !sums || sum_end(sum_of(0, at, 20)) == 0;
}

static bool
parse_v6(const uint8_t *at, size_t len, struct simnet_packet *out,
    const uint8_t **segment, size_t *segment_len)
{
	if (len < 40 || at[0] >> 4 != 6 || u16_at(at + 4) + 40u > len ||
	    (at[6] != PROTO_TCP && at[6] != PROTO_UDP))
		return false;
	out->tcp = at[6] == PROTO_TCP;
	out->src = addr_from_v6(at + 8);
	out->dst = addr_from_v6(at + 24);
	*segment = at + 40;
	*segment_len = u16_at(at + 4);
	return true;
}

bool
simnet_packet_parse(
    const uint8_t *frame, size_t len, bool sums, struct simnet_packet *out)
{
	const uint8_t *segment;
	size_t segment_len;
	*out = (struct simnet_packet){0};
	if (len < ETHERNET)
		return false;
	memcpy(out->dst_mac, frame, 6);
	memcpy(out->src_mac, frame + 6, 6);
	unsigned type = u16_at(frame + 12);
	bool ok = false;
	if (type == 0x0800)
		ok = parse_v4(frame + ETHERNET, len - ETHERNET, sums, out,
		    &segment, &segment_len);
	else if (type == 0x86dd)
		ok = parse_v6(frame + ETHERNET, len - ETHERNET, out, &segment,
		    &segment_len);
	if (!ok || !parse_transport(segment, segment_len, out))
		return false;
	return !sums || transport_sum(&out->src, &out->dst, out->tcp, segment,
			    segment_len) == 0;
}

static void
put_ip(struct simnet_bytes *b, const struct simnet_packet *p, size_t len)
{
	unsigned proto = p->tcp ? PROTO_TCP : PROTO_UDP;
	if (!addr_is_v4(&p->dst)) {
		simnet_put_u16(b, 0x86dd);
		simnet_put_u32(b, 0x60000000);
		simnet_put_u16(b, (unsigned)len);
		simnet_put_u16(b, proto << 8 | 64);
		simnet_put(b, p->src.bytes, 16);
		simnet_put(b, p->dst.bytes, 16);
		return;
	}
	simnet_put_u16(b, 0x0800);
	uint8_t *at = b->at + b->len;
	simnet_put_u16(b, 0x4500);
	simnet_put_u16(b, (unsigned)len + 20);
	simnet_put_u32(b, 0x4000); /* do not fragment */
	simnet_put_u16(b, 64 << 8 | proto);
	simnet_put_u16(b, 0);
	simnet_put(b, addr_v4_bytes(&p->src), 4);
	simnet_put(b, addr_v4_bytes(&p->dst), 4);
	uint16_t sum = sum_end(sum_of(0, at, 20));
	at[10] = (uint8_t)(sum >> 8);
	at[11] = (uint8_t)sum;
}

static void
put_tcp(struct simnet_bytes *b, const struct simnet_packet *p)
{
	bool syn = (p->flags & SIMNET_SYN) != 0;
	simnet_put_u32(b, p->seq);
	simnet_put_u32(b, p->ack);
	simnet_put_u8(b, syn ? 0x60 : 0x50);
	simnet_put_u8(b, p->flags);
	simnet_put_u16(b, p->window);
	simnet_put_u32(b, 0); /* sum and urgent pointer */
	if (syn)
		simnet_put_u32(b, 0x02040000 | SIMNET_MSS);
}

size_t
simnet_packet_build(const struct simnet_packet *p, uint8_t *frame)
{
	struct simnet_bytes b = {frame, 0, SIMNET_FRAME_MAX, false};
	size_t header = !p->tcp ? 8 : (p->flags & SIMNET_SYN) != 0 ? 24 : 20;
	size_t len = header + p->payload_len;
	simnet_put(&b, p->dst_mac, 6);
	simnet_put(&b, p->src_mac, 6);
	put_ip(&b, p, len);
	uint8_t *segment = frame + b.len;
	simnet_put_u16(&b, p->src_port);
	simnet_put_u16(&b, p->dst_port);
	if (p->tcp) {
		put_tcp(&b, p);
	} else {
		simnet_put_u16(&b, (unsigned)len);
		simnet_put_u16(&b, 0);
	}
	simnet_put(&b, p->payload, p->payload_len);
	uint16_t sum = transport_sum(&p->src, &p->dst, p->tcp, segment, len);
	if (!p->tcp && sum == 0)
		sum = 0xffff; /* 0 would mean: none (RFC 768) */
	segment[p->tcp ? 16 : 6] = (uint8_t)(sum >> 8);
	segment[p->tcp ? 17 : 7] = (uint8_t)sum;
	return b.len;
}

struct simnet_packet
simnet_packet_back(const struct simnet_packet *p)
{
	struct simnet_packet back = {
	    .src = p->dst,
	    .dst = p->src,
	    .tcp = p->tcp,
	    .src_port = p->dst_port,
	    .dst_port = p->src_port,
	};
	memcpy(back.src_mac, p->dst_mac, 6);
	memcpy(back.dst_mac, p->src_mac, 6);
	return back;
}
