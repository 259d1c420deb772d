/* packet_socket.h - a raw socket on one interface (packet(7)). */
#ifndef PACKET_SOCKET_H
#define PACKET_SOCKET_H

#include <stdint.h>

#include "base/macros.h"

/*
 * Bound to the interface; receives frames of `ethertype`, none with 0.
 * The descriptor, or -errno: -EPERM without CAP_NET_RAW.
 */
MUST_USE int packet_socket(int ifindex, uint16_t ethertype);

#endif
