/*
 * frame_header.h - the headers that frame.c copies and patches, and the sums
 * of what is the same in each frame.  For frame.c and frame_templates.c alone.
 */
#ifndef NET_FRAME_HEADER_H
#define NET_FRAME_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	ETHERNET_BYTES = 14,
	IPV4_BYTES = 20,
	IPV6_BYTES = 40,
	UDP_BYTES = 8,
	TCP_BYTES = 20,
	SYN_OPTION_BYTES = 12,
	SYN_BYTES = TCP_BYTES + SYN_OPTION_BYTES,
	/* With every option that TCP has room for. */
	HEADER_BYTES_MAX = ETHERNET_BYTES + IPV6_BYTES + 60,
};

/* Headers with zero for all that differs from frame to frame. */
struct frame_template {
	uint8_t bytes[HEADER_BYTES_MAX];
	size_t len;
	uint32_t ip_sum;        /* IPv4's header */
	uint32_t transport_sum; /* source address, protocol, options */
};

struct frame_templates {
	bool ipv4;
	size_t transport_at; /* in the frame */
	struct frame_template udp, tcp;
	struct frame_template syn; /* lengths, flags and window are there */
};

#endif
