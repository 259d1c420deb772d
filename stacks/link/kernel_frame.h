/*
 * kernel_frame.h - the frame that would have brought what a socket brought.
 *
 * The inverse of packet_parse(): its sender is the peer, a different one each
 * time, so that the templates of net/frame.h do not fit.
 */
#ifndef KERNEL_FRAME_H
#define KERNEL_FRAME_H

#include "net/packet.h"

enum { KERNEL_UDP_IPV4_MAX = 1472, KERNEL_UDP_IPV6_MAX = 1452 };

/*
 * Writes a UDP or TCP packet into `frame` (room for FRAME_MAX) and gives its
 * length.  Of the TCP options, a SYN has the MSS; the MAC addresses are zero.
 */
size_t kernel_frame_build(const struct packet *p, uint8_t *frame);

#endif
