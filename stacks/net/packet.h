/*
 * packet.h - a received frame, seen as one transport packet.
 *
 * Ethernet, IPv4 or IPv6, then UDP, TCP or ICMP.  Fragments, tunnels and
 * IPv6 extension headers are not for us: they are `false`.  Checksums are
 * packet_sum.h's matter: who received the frame knows whether there is one.
 */
#ifndef NET_PACKET_H
#define NET_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/wire.h"
#include "net/tcp_options.h"

enum net_proto {
	NET_UDP = 17,
	NET_TCP = 6,
	NET_ICMP = 1,
	NET_ICMP6 = 58,
};

enum tcp_flags {
	TCP_FIN = 1,
	TCP_SYN = 2,
	TCP_RST = 4,
	TCP_PSH = 8,
	TCP_ACK = 16,
};

struct tcp_segment {
	uint32_t seq;
	uint32_t ack;
	uint8_t flags;   /* of enum tcp_flags */
	uint16_t window; /* as sent, not scaled */
	struct tcp_options options;
};

struct packet {
	struct addr src, dst;
	enum net_proto proto;
	uint8_t hop_limit;           /* or time to live */
	uint16_t src_port, dst_port; /* 0 for ICMP */
	struct tcp_segment tcp;      /* only with NET_TCP */
	struct wire payload;         /* a view into the frame */
	struct wire transport;       /* the same from the UDP, TCP header on */
};

bool packet_parse(const uint8_t *frame, size_t len, struct packet *out);

#endif
