/*
 * icmp_error.h - what an ICMP error says of a packet of ours.
 *
 * RFC 792 and RFC 4443: an error quotes the packet that caused it, the IP
 * header and 8 bytes at least.  Echoes and the rest are no errors.
 */
#ifndef NET_ICMP_ERROR_H
#define NET_ICMP_ERROR_H

#include <stdbool.h>
#include <stdint.h>

#include "net/packet.h"

struct icmp_error {
	uint8_t type, code;
	struct addr src, dst; /* of the quoted packet */
	enum net_proto proto; /* NET_TCP or NET_UDP */
	uint16_t src_port, dst_port;
	uint32_t seq; /* of TCP; 0 for UDP */
};

/*
 * False: no error, or what it quotes is cut short, a later fragment, behind
 * an IPv6 extension header, or neither TCP nor UDP.
 */
bool icmp_error_parse(const struct packet *p, struct icmp_error *out);

#endif
