/*
 * frame.h - frames to send: header templates, patched for each packet.
 *
 * libnet builds each template once, with addresses and MACs of this machine,
 * and what stays the same is summed once; the hot path copies it and patches
 * destination, ports, lengths and sums.
 */
#ifndef NET_FRAME_H
#define NET_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "net/frame_templates.h"
#include "net/packet.h"

enum {
	FRAME_HEADER_MAX = 14 + 40 + 60, /* Ethernet, IPv6, TCP with options */
	FRAME_MAX = 1514,
	FRAME_TCP_PAYLOAD_MAX = 1514 - FRAME_HEADER_MAX,
};

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
	struct tcp_sacks sacks; /* none in a SYN */
	const uint8_t *payload;
	size_t payload_len;
};

/*
 * Writes a whole frame into `frame` (room for FRAME_MAX) and gives its
 * length.  `dst` is of the route's family; payloads fit in FRAME_MAX.
 * A SYN carries the options of a common system, MSS (1460 over IPv4, 1440
 * over IPv6), window scale and SACK permitted; other segments the SACK blocks
 * that they are to tell.
 */
size_t frame_build_udp(const struct frame_templates *t,
    const struct frame_udp *what, uint8_t *frame);
size_t frame_build_tcp(const struct frame_templates *t,
    const struct frame_tcp *what, uint8_t *frame);

/* The SYN, with FRAME_SYN_WINDOW, that frame_build_tcp() gives, sooner. */
size_t frame_build_syn(const struct frame_templates *t, const struct addr *dst,
    uint16_t src_port, uint16_t dst_port, uint32_t seq, uint8_t *frame);

#endif
