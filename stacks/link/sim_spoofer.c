#include "link/sim_spoofer.h"

#include <stdbool.h>
#include <string.h>

#include "link/sim_queue.h"
#include "net/checksum.h"
#include "net/packet.h"

enum {
	ETHERNET = 14,
	IPV4_HEADER = 20,
	IPV6_HEADER = 40,
	IPV4_SUM = ETHERNET + 10,
	UDP_HEADER = 8,
	UDP_SUM = 6, /* in its header */
	TCP_SEQ = 4,
	TCP_ACK_AT = 8,
	TCP_FLAGS = 13,
	TCP_SUM = 16,
	DNS_ID = 0, /* in a message */
	DNS_FLAGS = 2,
	DNS_QR = 0x8000,
	DNS_RCODE = 0xf,
};

/* Where things are in a frame: our own frames have no options of IP. */
struct layout {
	bool ipv4;
	size_t addresses, address_len;
	size_t transport;
};

static struct layout
layout_of(const uint8_t *frame)
{
	bool ipv4 = frame[ETHERNET] >> 4 == 4;
	return (struct layout){
	    .ipv4 = ipv4,
	    .addresses = ETHERNET + (ipv4 ? 12 : 8),
	    .address_len = ipv4 ? 4 : 16,
	    .transport = ETHERNET + (ipv4 ? IPV4_HEADER : IPV6_HEADER),
	};
}

static void
exchange(uint8_t *at, size_t len)
{
	uint8_t first[16];
	memcpy(first, at, len);
	memmove(at, at + len, len);
	memcpy(at + len, first, len);
}

static void
put16(uint8_t *at, uint16_t v)
{
	at[0] = (uint8_t)(v >> 8);
	at[1] = (uint8_t)v;
}

static void
put32(uint8_t *at, uint32_t v)
{
	put16(at, (uint16_t)(v >> 16));
	put16(at + 2, (uint16_t)v);
}

static uint16_t
get16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

/* Anything but what it was. */
static void
spoil16(uint64_t *random, uint8_t *at)
{
	put16(at, (uint16_t)(get16(at) + 1 + sim_random(random) % 65535));
}

/* Sums are written anew: a forger's packets are well made. */
static void
write_sums(uint8_t *frame, size_t len, const struct layout *l, uint8_t proto)
{
	uint8_t *transport = frame + l->transport;
	uint8_t *sum = transport + (proto == NET_UDP ? UDP_SUM : TCP_SUM);
	size_t transport_len = len - l->transport;
	put16(sum, 0);
	uint32_t total = checksum_add((uint32_t)transport_len + proto,
	    frame + l->addresses, 2 * l->address_len);
	put16(sum, checksum_end(checksum_add(total, transport, transport_len)));
	if (!l->ipv4)
		return;
	put16(frame + IPV4_SUM, 0);
	put16(frame + IPV4_SUM,
	    checksum_end(checksum_add(0, frame + ETHERNET, IPV4_HEADER)));
}

/* "No such name", or "no such data", with authority. */
static void
forge_answer(uint64_t *random, uint8_t *frame, const struct layout *l)
{
	uint8_t *udp = frame + l->transport, *message = udp + UDP_HEADER;
	uint16_t rcode = sim_chance(random, 500000) ? 3 : 0;
	put16(message + DNS_FLAGS, (uint16_t)(0x8400 | rcode));
	switch (sim_random(random) % 4) {
	case 0:
		spoil16(random, message + DNS_ID);
		break;
	case 1: /* our port */
		spoil16(random, udp + 2);
		break;
	case 2: /* their port */
		spoil16(random, udp);
		break;
	case 3: /* the server */
		spoil16(random, frame + l->addresses + l->address_len - 2);
		break;
	}
}

static void
forge_segment(uint64_t *random, uint8_t *frame, const struct layout *l)
{
	uint8_t *tcp = frame + l->transport;
	bool to_syn = (tcp[TCP_FLAGS] & TCP_SYN) != 0;
	uint32_t seq = (uint32_t)tcp[TCP_SEQ] << 24 |
		       (uint32_t)tcp[TCP_SEQ + 1] << 16 |
		       (uint32_t)tcp[TCP_SEQ + 2] << 8 | tcp[TCP_SEQ + 3];
	uint32_t wrong = 2 + (uint32_t)(sim_random(random) % 0xfffffff0);
	put32(tcp + TCP_ACK_AT, seq + wrong);
	put32(tcp + TCP_SEQ, (uint32_t)sim_random(random));
	tcp[TCP_FLAGS] = TCP_RST | TCP_ACK;
	if (to_syn && sim_chance(random, 500000))
		tcp[TCP_FLAGS] = TCP_SYN | TCP_ACK;
}

size_t
sim_forge(uint64_t *random, const uint8_t *frame, size_t len, uint8_t *out)
{
	struct packet p;
	if (!packet_parse(frame, len, &p))
		return 0;
	bool question = p.proto == NET_UDP && wire_left(&p.payload) >= 12;
	if (!question && p.proto != NET_TCP)
		return 0;
	struct layout l = layout_of(frame);
	memcpy(out, frame, len);
	exchange(out, 6);
	exchange(out + l.addresses, l.address_len);
	exchange(out + l.transport, 2);
	if (question)
		forge_answer(random, out, &l);
	else
		forge_segment(random, out, &l);
	write_sums(out, len, &l, (uint8_t)p.proto);
	return len;
}

size_t
sim_contradict(const uint8_t *frame, size_t len, uint8_t *out)
{
	struct packet p;
	if (!packet_parse(frame, len, &p) || p.proto != NET_UDP ||
	    wire_left(&p.payload) < 12)
		return 0;
	struct layout l = layout_of(frame);
	memcpy(out, frame, len);
	uint8_t *flags = out + l.transport + UDP_HEADER + DNS_FLAGS;
	if ((get16(flags) & DNS_QR) == 0)
		return 0;
	unsigned rcode = (get16(flags) & DNS_RCODE) == 3 ? 0 : 3;
	put16(flags, (uint16_t)((get16(flags) & ~(unsigned)DNS_RCODE) | rcode));
	write_sums(out, len, &l, NET_UDP);
	return len;
}
