/*
 * frame.h - frames to send: header templates, patched for each packet.
 *
 * libnet builds each template once, with addresses and MACs of this machine;
 * the hot path copies it and patches destination, ports, lengths and sums.
 */
#ifndef NET_FRAME_H
#define NET_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/macros.h"
#include "net/packet.h"

enum {
	FRAME_HEADER_MAX = 14 + 40 + 60, /* Ethernet, IPv6, TCP with options */
	FRAME_MAX = 1514,
	FRAME_TCP_PAYLOAD_MAX = 1514 - FRAME_HEADER_MAX,
};

/* How to leave this machine, in one address family. */
struct route {
	struct addr src;
	uint8_t src_mac[6];
	uint8_t gateway_mac[6];
};

struct frame_templates; /* UDP and TCP, for one route */

/* 0, or -ENOMEM.  The route is copied. */
MUST_USE int frame_templates_new(
    const struct route *route, struct frame_templates **out);
void frame_templates_free(struct frame_templates *t);

struct frame_udp {
	struct addr dst;
	uint16_t src_port, dst_port;
	const uint8_t *payload;
	size_t payload_len;
};

struct frame_tcp {
	struct addr dst;
	uint16_t src_port, dst_port;
	uint32_t seq, ack;
	uint8_t flags;
	uint16_t window;
	const uint8_t *payload;
	size_t payload_len;
};

/*
 * Writes a whole frame into `frame` (room for FRAME_MAX) and gives its
 * length.  `dst` is of the route's family; payloads fit in FRAME_MAX.
 * A SYN carries the MSS option (firewalls drop those without), 1460 over
 * IPv4 and 1440 over IPv6; other segments carry no options.
 */
size_t frame_build_udp(const struct frame_templates *t,
    const struct frame_udp *what, uint8_t *frame);
size_t frame_build_tcp(const struct frame_templates *t,
    const struct frame_tcp *what, uint8_t *frame);

#endif
