#include "link/kernel_frame.h"

#include <assert.h>
#include <string.h>

#include "net/checksum.h"
#include "net/frame.h"

enum {
	ETHERTYPE_IPV4 = 0x0800,
	ETHERTYPE_IPV6 = 0x86dd,
	ETHERNET_BYTES = 14,
	IPV4_BYTES = 20,
	IPV6_BYTES = 40,
	UDP_BYTES = 8,
	TCP_BYTES = 20,
	MSS_BYTES = 4, /* the option of a SYN */
	HOP_LIMIT = 64,
	UDP_CHECKSUM_AT = 6,
	TCP_CHECKSUM_AT = 16,
};

static void
put16(uint8_t *at, size_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void
put32(uint8_t *at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value);
}

/* Both give the sum of their addresses, for the pseudo header. */
static uint32_t
put_ipv4(const struct packet *p, size_t len, uint8_t *ip)
{
	memset(ip, 0, IPV4_BYTES);
	ip[0] = 0x45;
	put16(ip + 2, IPV4_BYTES + len);
	put16(ip + 6, 0x4000); /* do not fragment */
	ip[8] = HOP_LIMIT;
	ip[9] = (uint8_t)p->proto;
	memcpy(ip + 12, addr_v4_bytes(&p->src), 4);
	memcpy(ip + 16, addr_v4_bytes(&p->dst), 4);
	put16(ip + 10, checksum_end(checksum_add(0, ip, IPV4_BYTES)));
	return checksum_add(0, ip + 12, 8);
}

static uint32_t
put_ipv6(const struct packet *p, size_t len, uint8_t *ip)
{
	put32(ip, 0x60000000);
	put16(ip + 4, len);
	ip[6] = (uint8_t)p->proto;
	ip[7] = HOP_LIMIT;
	memcpy(ip + 8, p->src.bytes, 16);
	memcpy(ip + 24, p->dst.bytes, 16);
	return checksum_add(0, ip + 8, 32);
}

static size_t
put_udp(const struct packet *p, uint8_t *udp)
{
	size_t len = UDP_BYTES + wire_left(&p->payload);
	put16(udp + 4, len);
	put16(udp + UDP_CHECKSUM_AT, 0);
	return UDP_BYTES;
}

static size_t
put_tcp(const struct packet *p, uint8_t *tcp)
{
	size_t len = TCP_BYTES;
	if ((p->tcp.flags & TCP_SYN) != 0) {
		tcp[len] = 2;
		tcp[len + 1] = MSS_BYTES;
		put16(tcp + len + 2, p->tcp.options.mss_bytes);
		len += MSS_BYTES;
	}
	put32(tcp + 4, p->tcp.seq);
	put32(tcp + 8, p->tcp.ack);
	tcp[12] = (uint8_t)(len / 4 << 4);
	tcp[13] = p->tcp.flags;
	put16(tcp + 14, p->tcp.window);
	put32(tcp + TCP_CHECKSUM_AT, 0);
	return len;
}

size_t
kernel_frame_build(const struct packet *p, uint8_t *frame)
{
	bool ipv4 = addr_is_v4(&p->src), udp = p->proto == NET_UDP;
	uint8_t *ip = frame + ETHERNET_BYTES;
	uint8_t *at = ip + (ipv4 ? IPV4_BYTES : IPV6_BYTES);
	size_t payload_len = wire_left(&p->payload);
	size_t len = udp ? put_udp(p, at) : put_tcp(p, at);
	assert((size_t)(at - frame) + len + payload_len <= FRAME_MAX);

	memset(frame, 0, ETHERNET_BYTES);
	put16(frame + 12, ipv4 ? ETHERTYPE_IPV4 : ETHERTYPE_IPV6);
	put16(at, p->src_port);
	put16(at + 2, p->dst_port);
	if (payload_len > 0)
		memcpy(at + len, p->payload.at, payload_len);
	len += payload_len;

	uint32_t sum = ipv4 ? put_ipv4(p, len, ip) : put_ipv6(p, len, ip);
	sum += (uint32_t)(p->proto + len);
	uint16_t check = checksum_end(checksum_add(sum, at, len));
	if (udp && check == 0)
		check = 0xffff; /* RFC 768: 0 is "none" */
	put16(at + (udp ? UDP_CHECKSUM_AT : TCP_CHECKSUM_AT), check);
	return (size_t)(at - frame) + len;
}
