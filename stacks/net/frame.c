#include "net/frame.h"

#include <arpa/inet.h>
#include <assert.h>
#include <string.h>

#include "net/checksum.h"
#include "net/frame_header.h"

_Static_assert((int)HEADER_BYTES_MAX == (int)FRAME_HEADER_MAX,
    "what is said to others is what is built");

/*
 * Sums are of numbers as RFC 1071 adds them; since 2^16 is 1 there, a word
 * of 32 bits is added as it is, and 64 bits hold more than a frame has.
 */

static uint32_t
get32(const uint8_t *at)
{
	uint32_t value;
	memcpy(&value, at, sizeof(value));
	return ntohl(value);
}

static void
put16(uint8_t *at, uint16_t value)
{
	value = htons(value);
	memcpy(at, &value, sizeof(value));
}

static void
put32(uint8_t *at, uint32_t value)
{
	value = htonl(value);
	memcpy(at, &value, sizeof(value));
}

/* Each puts the destination in, and gives the sum of what it put. */
static inline uint64_t
put_ipv4(const struct frame_template *t, uint8_t *frame, const struct addr *dst,
    size_t len)
{
	uint8_t *ip = frame + ETHERNET_BYTES;
	const uint32_t to = get32(dst->bytes + 12);
	len += IPV4_BYTES;
	put16(ip + 2, (uint16_t)len);
	put16(ip + 10, checksum_end((uint64_t)t->ip_sum + len + to));
	put32(ip + 16, to);
	return to;
}

static inline uint64_t
put_ipv6(uint8_t *frame, const struct addr *dst, size_t len)
{
	uint8_t *ip = frame + ETHERNET_BYTES;
	put16(ip + 4, (uint16_t)len);
	memcpy(ip + 24, dst->bytes, 16);
	return (uint64_t)get32(dst->bytes) + get32(dst->bytes + 4) +
	       get32(dst->bytes + 8) + get32(dst->bytes + 12);
}

/* The headers in front; gives all of the transport's sum that is known. */
static uint64_t
begin(const struct frame_templates *t, const struct frame_template *header,
    uint8_t *frame, const struct addr *dst, size_t len)
{
	assert(t->transport_at + len <= FRAME_MAX);
	memcpy(frame, header->bytes, sizeof(header->bytes));
	const uint64_t sum = t->ipv4 ? put_ipv4(header, frame, dst, len)
				     : put_ipv6(frame, dst, len);
	return sum + header->transport_sum + len;
}

size_t
frame_build_udp(const struct frame_templates *t, const struct frame_udp *what,
    uint8_t *frame)
{
	const size_t len = UDP_BYTES + what->payload_len;
	uint64_t sum = begin(t, &t->udp, frame, &what->dst, len);

	uint8_t *udp = frame + t->transport_at;
	put16(udp, what->src_port);
	put16(udp + 2, what->dst_port);
	put16(udp + 4, (uint16_t)len);
	sum += what->src_port + what->dst_port + len;
	if (what->payload_len > 0) {
		memcpy(udp + UDP_BYTES, what->payload, what->payload_len);
		sum += checksum_add(0, what->payload, what->payload_len);
	}
	const uint16_t check = checksum_end(sum);
	put16(udp + 6, check != 0 ? check : 0xffff); /* RFC 768: 0 is "none" */
	return t->transport_at + len;
}

/* RFC 2018 3, after <nop,nop>; gives the sum of what it put. */
static uint64_t
put_sacks(uint8_t *at, const struct tcp_sacks *s)
{
	uint8_t *begin = at;
	const size_t len = tcp_sacks_bytes(s);
	if (len == 0)
		return 0;
	put32(at, 0x01010500u | (uint32_t)(len - 2));
	for (unsigned i = 0; i < s->count; i++) {
		put32(at + 4, s->at[i].left);
		put32(at + 8, s->at[i].right);
		at += TCP_SACK_BYTES;
	}
	return checksum_add(0, begin, len);
}

size_t
frame_build_tcp(const struct frame_templates *t, const struct frame_tcp *what,
    uint8_t *frame)
{
	const bool syn = (what->flags & TCP_SYN) != 0;
	const size_t header_len =
	    syn ? SYN_BYTES : TCP_BYTES + tcp_sacks_bytes(&what->sacks);
	const size_t len = header_len + what->payload_len;
	const uint16_t offset_flags =
	    (uint16_t)(header_len / 4 << 12 | what->flags);
	uint64_t sum =
	    begin(t, syn ? &t->syn : &t->tcp, frame, &what->dst, len);

	uint8_t *tcp = frame + t->transport_at;
	put16(tcp, what->src_port);
	put16(tcp + 2, what->dst_port);
	put32(tcp + 4, what->seq);
	put32(tcp + 8, what->ack);
	put16(tcp + 12, offset_flags);
	put16(tcp + 14, what->window);
	sum += (uint64_t)what->src_port + what->dst_port + what->seq +
	       what->ack + offset_flags + what->window;
	if (!syn)
		sum += put_sacks(tcp + TCP_BYTES, &what->sacks);
	if (what->payload_len > 0) {
		memcpy(tcp + header_len, what->payload, what->payload_len);
		sum += checksum_add(0, what->payload, what->payload_len);
	}
	put16(tcp + 16, checksum_end(sum));
	return t->transport_at + len;
}

/* What the template has already is summed up by the compiler. */
static inline void
put_syn(uint8_t *tcp, uint64_t sum, uint32_t ports, uint32_t seq)
{
	put32(tcp, ports);
	put32(tcp + 4, seq);
	put16(tcp + 16,
	    checksum_end(sum + ports + seq + SYN_BYTES +
			 (SYN_BYTES / 4 << 12 | TCP_SYN) + FRAME_SYN_WINDOW));
}

size_t
frame_build_syn(const struct frame_templates *t, const struct addr *dst,
    uint16_t src_port, uint16_t dst_port, uint32_t seq, uint8_t *frame)
{
	enum {
		IPV4_TCP_AT = ETHERNET_BYTES + IPV4_BYTES,
		IPV6_TCP_AT = ETHERNET_BYTES + IPV6_BYTES,
	};
	const struct frame_template *syn = &t->syn;
	const uint32_t ports = (uint32_t)src_port << 16 | dst_port;
	uint64_t sum = syn->transport_sum;
	if (t->ipv4) {
		memcpy(frame, syn->bytes, IPV4_TCP_AT + SYN_BYTES);
		sum += put_ipv4(syn, frame, dst, SYN_BYTES);
		put_syn(frame + IPV4_TCP_AT, sum, ports, seq);
		return IPV4_TCP_AT + SYN_BYTES;
	}
	memcpy(frame, syn->bytes, IPV6_TCP_AT + SYN_BYTES);
	sum += put_ipv6(frame, dst, SYN_BYTES);
	put_syn(frame + IPV6_TCP_AT, sum, ports, seq);
	return IPV6_TCP_AT + SYN_BYTES;
}
