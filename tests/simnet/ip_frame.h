/*
 * ip_frame.h - frames of UDP and TCP taken apart and put together, written
 * apart from stacks/net, so that the two can disagree.
 */
#ifndef SIMNET_IP_FRAME_H
#define SIMNET_IP_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"

enum { SIMNET_FRAME_MAX = 1514, SIMNET_MSS = 1400 };

enum simnet_flags {
	SIMNET_FIN = 1,
	SIMNET_SYN = 2,
	SIMNET_RST = 4,
	SIMNET_PSH = 8,
	SIMNET_ACK = 16,
};

struct simnet_packet {
	uint8_t src_mac[6], dst_mac[6];
	struct addr src, dst;
	bool tcp; /* else UDP */
	uint16_t src_port, dst_port;
	uint32_t seq, ack; /* these of TCP alone */
	uint8_t flags;
	uint16_t window;
	const uint8_t *payload; /* a view into the frame */
	size_t payload_len;
};

/* False: not UDP or TCP whole, or (with `sums`) a checksum is wrong. */
bool simnet_packet_parse(
    const uint8_t *frame, size_t len, bool sums, struct simnet_packet *out);

/* Writes the frame, with room for SIMNET_FRAME_MAX, and gives its length. */
size_t simnet_packet_build(const struct simnet_packet *p, uint8_t *frame);

/* The packet that goes back, still empty. */
struct simnet_packet simnet_packet_back(const struct simnet_packet *p);

#endif
